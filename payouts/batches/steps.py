"""Taking a step of a batch or of a payout, and the lock that all of them begin with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from casaora.kit.acting import as_verb
from casaora.kit.locks import BATCH, lock
from casaora.kit.steps import By, Process
from payouts.batches import process
from payouts.batches.models import Batch, BatchStep, Payout, PayoutStep


class NotNow(Exception):
    """The step may not be taken from the state that a batch or a payout is in."""


class NotTheirs(Exception):
    """The step is not for this role, or this person."""


@contextmanager
def market_locked(market_code: str) -> Iterator[None]:
    """A verb's transaction that no other planning, claim or record of this market overlaps.

    It comes first in the order of locks, before any row: so that what is netted, taken and given back is never reckoned twice.
    """
    with transaction.atomic(durable=True), as_verb():
        lock(BATCH, int.from_bytes(market_code.encode()))
        yield


def _check(table: Process, name: str, state: str, by: By) -> str:
    row = table[name]
    if by.role not in row.by:
        raise NotTheirs(f"{name} is not for {by}")
    if state not in row.sources and (row.sources or state):
        raise NotNow(f"{name} is not possible from {state}")
    return row.target or state


def batch_step(batch: Batch, name: str, *, by: By, at: datetime, why: str = "", **changes: Any) -> None:
    """Take a step of a batch, write ``changes`` with it, and its row."""
    before, batch.state = batch.state, _check(process.BATCH, name, batch.state, by)
    for field, value in changes.items():
        setattr(batch, field, value)
    batch.save()
    BatchStep.objects.create(
        batch=batch,
        step=name,
        from_state=before,
        to_state=batch.state,
        by_role=by.role,
        by_person_id=by.person_id,
        at=at,
        why=why[:300],
    )


def payout_step(payout: Payout, name: str, *, by: By, at: datetime, why: str = "", **changes: Any) -> None:
    """Take a step of a payout, write ``changes`` with it, and its row."""
    before, payout.state = payout.state, _check(process.PAYOUT, name, payout.state, by)
    for field, value in {"why": why[:300], **changes}.items():
        setattr(payout, field, value)
    payout.save(update_fields=["state", "why", *changes] if payout.pk else None)
    PayoutStep.objects.create(
        payout=payout,
        step=name,
        from_state=before,
        to_state=payout.state,
        by_role=by.role,
        by_person_id=by.person_id,
        at=at,
        why=why[:300],
    )
