"""Switches of the house: what staff may turn off for a while, without a release.

Which there are, and how each stands when nobody has touched it, is ``settings.SWITCHES`` (a dotted path of {name: Switch}). Asked on
every page, so the answer is kept in the cache for half a minute; turning one forgets it at once.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.module_loading import import_string

from casaora.kit import events
from casaora.kit.acting import as_verb, reading_as_verb
from casaora.kit.models import SwitchTurn
from casaora.kit.steps import By

#: Seconds that another process may go on as before.
KEPT = 30


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch: how it stands by itself, its name for people, and what is different when it is the other way."""

    is_on: bool
    title: Any
    text: Any


class NoSuchSwitch(LookupError):
    """A name that is not in the table."""


class WhyMissing(Exception):
    """Who turns a switch says why: the next one on duty reads it."""


def table() -> dict[str, Switch]:
    """Every switch, in the table's order."""
    found: dict[str, Switch] = import_string(settings.SWITCHES)
    return found


def is_on(name: str) -> bool:
    """How a switch stands. Raises NoSuchSwitch."""
    if name not in table():
        raise NoSuchSwitch(name)
    return states()[name]


def states() -> dict[str, bool]:
    """How all of them stand: one look into the cache, or one query."""
    known: dict[str, bool] | None = cache.get("switches")
    if known is None:
        with reading_as_verb():
            turned = dict(SwitchTurn.objects.order_by("name", "-pk").distinct("name").values_list("name", "is_on"))
        known = {name: turned.get(name, switch.is_on) for name, switch in table().items()}
        cache.set("switches", known, KEPT)
    return known


def turn(*, name: str, is_on: bool, by: By, at: datetime, why: str) -> SwitchTurn:
    """Turn a switch; a row that says who, when and why. Raises NoSuchSwitch, WhyMissing."""
    if name not in table():
        raise NoSuchSwitch(name)
    if not why.strip():
        raise WhyMissing
    with transaction.atomic(durable=True), as_verb():
        row = SwitchTurn.objects.create(name=name, is_on=is_on, by_role=by.role, by_person_id=by.person_id, at=at, why=why.strip()[:300])
    cache.delete("switches")
    events.emit("switch_turned", level=logging.WARNING, switch=name, status="on" if is_on else "off", user=by.person_id)
    return row
