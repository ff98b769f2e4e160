"""Reads for visitors may come from a copy of the database. Nobody's own page does, and no verb.

What a copy shows may be seconds old. A visitor's search may be: the slot is decided by the primary, at the insert. Without a copy, or while it
is away, the primary answers.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError, connections, transaction
from django.http import HttpRequest, HttpResponse

from casaora.kit import events

REPLICA = "replica"
#: Seconds for which a copy that was away is not asked again: a page must not wait for it each time.
PAUSE = 30
_reading: ContextVar[bool] = ContextVar("reading_the_replica", default=False)
_away_until: float = 0.0


class Router:
    """Django's question where to read and write. Within ``reading`` reads go to the copy; everything else to the primary."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """The alias; said each time, so that a row that came from the copy does not send later questions there."""
        return REPLICA if _reading.get() else "default"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Never the copy."""
        return "default"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The copy follows by itself."""
        return db == "default"


def reads() -> Any:
    """The connection for SQL of our own that reads: the one that the router would name."""
    return connections[Router().db_for_read(None)]


@contextmanager
def reading() -> Iterator[None]:
    """Read from the copy within the block, in one READ ONLY transaction of the acting person's. Raises OperationalError when it is away."""
    with transaction.atomic(using=REPLICA):
        token = _reading.set(True)
        try:
            yield
        finally:
            _reading.reset(token)


def for_visitors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that a visitor may read from the copy. Somebody with a session reads the primary, as everybody does while the copy is away.

    The view may be called twice, so it only reads; its limit is counted outside.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if REPLICA not in connections.settings or not request.session.is_empty() or time.monotonic() < _away_until:
            return view(request, *args, **kwargs)
        try:
            with reading():
                return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            _rest(error)
        return view(request, *args, **kwargs)

    return answer


def _rest(error: Exception) -> None:
    """Leave the copy alone for a while, and say so once."""
    global _away_until
    _away_until = time.monotonic() + PAUSE
    connections[REPLICA].close()
    events.emit("replica_away", level=logging.WARNING, reason=type(error.__cause__ or error).__name__, seconds=PAUSE)
