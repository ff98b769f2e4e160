"""What happened, as one structured line each: never a person's data, only references."""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings

from casaora.kit import metrics

log = logging.getLogger("casaora.events")
#: Where the present work came from: web, cron, webhook, admin or command.
source: ContextVar[str] = ContextVar("source", default="command")
#: The request that caused it, carried from web through task, outbox and processor back to the webhook.
request_id: ContextVar[str] = ContextVar("request_id", default="")

ALLOWED = frozenset({
    "booking", "professional", "payment", "payout", "batch", "transfer", "entry", "event", "event_type", "job", "count", "failed",
    "seconds", "reason", "outcome", "code", "step", "category", "market", "city", "attempt", "earning", "notice", "difference", "kind", "status",
    "amount_minor", "currency", "method", "path_name", "user", "dispute", "alarm", "switch", "photo",
})  # fmt: skip
#: What must be known the moment that it happens also rings a bell: ``function(name, fields)``, put here by ``casaora.ops``.
on_critical: list[Callable[[str, dict[str, Any]], None]] = []


def emit(name: str, *, level: int = logging.INFO, **fields: Any) -> None:
    """Write an event, and count it. Field names are a closed list, so that no personal data slips in by accident.

    ``settings.LOG_SAMPLE`` thins out the lines of frequent events ({name: share}); counters see all of them, and
    nothing from a warning upwards is ever left out.
    """
    unknown = set(fields) - ALLOWED
    if unknown:
        raise ValueError(f"events do not carry {sorted(unknown)}")
    metrics.EVENTS.labels(event=name, source=source.get()).inc()
    share = settings.LOG_SAMPLE.get(name, 1.0)
    if level >= logging.WARNING or share >= 1.0 or random.random() < share:
        log.log(level, name, extra={"event_name": name, "source": source.get(), "request_id": request_id.get(), **fields})
    if level >= logging.CRITICAL:
        for ring in on_critical:
            ring(name, fields)


def new_request_id() -> str:
    """Sixteen hexadecimal digits that nobody else has."""
    return uuid.uuid4().hex[:16]


def current_request() -> str:
    """The request id of the present work: the default of rows that remember their cause."""
    return request_id.get()


@contextmanager
def caused_by(cause: str, *, by: str = "") -> Iterator[None]:
    """Within the block work belongs to the request ``cause`` (a new one if empty), and comes from the source ``by`` if given."""
    with_id = request_id.set(cause or new_request_id())
    with_source = source.set(by or source.get())
    try:
        yield
    finally:
        source.reset(with_source)
        request_id.reset(with_id)
