"""The inbox: store first, answer 200, handle later, and mark handled only on success.

What arrives twice is stored once; what failed is tried again with growing pauses; nothing is ever too old. Handlers are
``function(event, at)`` with ``event`` an ``answers.Event``, named by type in ``settings.STRIPE_EVENT_HANDLERS``. They may be
called twice, late, or out of order.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from casaora.kit import events, jobs
from casaora.kit.acting import as_verb
from casaora.stripe import gateway, reading
from casaora.stripe.models import Event

log = logging.getLogger(__name__)
#: Longer than any task may run: nobody else takes a claimed event before.
CLAIM = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)
#: Of ours, as events.new_request_id makes them: what comes from outside is not believed further than this.
REQUEST_ID = re.compile(r"[0-9a-f]{16}")
HANDLED, IGNORED, FAILED, NOT_DUE = "handled", "ignored", "failed", "not_due"


class NoSuchEvent(LookupError):
    """No event of that id was ever stored."""


def receive(body: bytes, signature: str, at: datetime) -> Event | None:
    """Verify and store what the processor sent; None when it was stored before. Raises BadSignature."""
    event = gateway.verify_event(body, signature, secrets=settings.STRIPE_WEBHOOK_SECRETS, at=at)
    with transaction.atomic(durable=True), as_verb(), connection.cursor() as cursor:
        # One statement decides: two deliveries at the same moment cannot both be the first.
        cursor.execute(
            """INSERT INTO stripe_event
               (processor_id, type, account, payload, created_at, received_at, next_try_at, ignored, tries, error)
               VALUES (%s, %s, %s, %s, %s, %s, %s, false, 0, '') ON CONFLICT (processor_id) DO NOTHING RETURNING id""",
            [event.id, event.type, event.account, json.dumps(event.payload), event.created, at, at],
        )
        found = cursor.fetchone()
        row = Event.objects.get(pk=found[0]) if found else None
    events.emit("webhook_received", event=event.id, event_type=event.type, status="stored" if row else "duplicate")
    return row


def handle(event_pk: int, at: datetime) -> str:
    """Handle one stored event if it is due: handled, ignored, failed, or not_due (done, being done, or pausing).

    The claim puts the row out of everybody else's reach for five minutes. Its lock ends with the transaction; it does not.
    """
    with transaction.atomic(durable=True), as_verb():
        due = Event.objects.select_for_update(skip_locked=True).filter(handled_at__isnull=True, next_try_at__lte=at)
        row = due.filter(pk=event_pk).first()
        if row is None:
            return NOT_DUE
        row.tries += 1
        row.next_try_at = at + CLAIM
        row.save(update_fields=["tries", "next_try_at"])
    return _dispatch(row, at)


def sweep(at: datetime, limit: int = 100) -> dict[str, int]:
    """Handle every event that is due, in the order of arrival, each claimed on its own: two sweeps share the work."""
    return jobs.until_empty(lambda: _sweep_once(at, limit))


def _sweep_once(at: datetime, limit: int) -> dict[str, int]:
    counts = {HANDLED: 0, IGNORED: 0, FAILED: 0}
    due = Event.objects.filter(handled_at__isnull=True, next_try_at__lte=at).order_by("pk")
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        outcome = handle(pk, at)
        if outcome != NOT_DUE:
            counts[outcome] += 1
    return counts


def make_due(event_id: str, at: datetime) -> int:
    """Let a stored event be handled again, whether or not it was; returns its key here. Raises NoSuchEvent."""
    with transaction.atomic(durable=True), as_verb():
        changed = Event.objects.filter(processor_id=event_id).update(handled_at=None, ignored=False, next_try_at=at)
        if not changed:
            raise NoSuchEvent(f"no event {event_id} is stored")
        return int(Event.objects.values_list("pk", flat=True).get(processor_id=event_id))


def make_waiting_due(at: datetime) -> int:
    """Let every event that pauses after a failure be handled now; how many. One that is being handled may be handled twice, which is harmless."""
    with transaction.atomic(durable=True), as_verb():
        return Event.objects.filter(handled_at__isnull=True).exclude(error="").update(next_try_at=at)


def replay(event_id: str, at: datetime) -> str:
    """Handle an event of the processor's id again, now. Raises NoSuchEvent."""
    return handle(make_due(event_id, at), at)


def _handler(event_type: str) -> Callable[[Any, datetime], object] | None:
    table: dict[str, Any] = import_string(settings.STRIPE_EVENT_HANDLERS)
    found = table.get(event_type)
    return import_string(found) if isinstance(found, str) else found


def _dispatch(row: Event, at: datetime) -> str:
    """Call the handler of a claimed event with no transaction open, and write down how it went."""
    with events.caused_by(_cause(row), by="webhook"):
        return _dispatch_as(row, at)


def _cause(row: Event) -> str:
    """The request of ours that the processor was told about when this began; else the present one."""
    about = row.payload.get("data", {}).get("object", {})
    told = str((about.get("metadata") or {}).get("request_id") or "")
    return told if REQUEST_ID.fullmatch(told) else events.request_id.get()


def _dispatch_as(row: Event, at: datetime) -> str:
    started = time.monotonic()
    try:
        handler = _handler(row.type)
        if handler is not None:
            handler(reading.event_from(row.payload), at)
    except Exception as error:
        log.exception("event %s could not be handled", row.processor_id)
        pause = min(timedelta(minutes=1) * 2 ** min(row.tries - 1, 10), LONGEST_PAUSE)
        _write(row, error=f"{type(error).__name__}: {error}"[:2000], next_try_at=at + pause)
        events.emit("webhook_failed", level=logging.WARNING, event=row.processor_id, event_type=row.type, reason=type(error).__name__)
        return FAILED
    _write(row, handled_at=at, ignored=handler is None, error="")
    events.emit("webhook_handled", event=row.processor_id, event_type=row.type, seconds=round(time.monotonic() - started, 3))
    return HANDLED if handler is not None else IGNORED


def _write(row: Event, **values: Any) -> None:
    with transaction.atomic(durable=True), as_verb():
        Event.objects.filter(pk=row.pk).update(**values)
