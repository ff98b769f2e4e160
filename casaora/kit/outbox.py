"""The outbox: what must happen after a commit is a row of that commit. Delivered at least once; handlers deliver once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.jobs import until_empty
from casaora.kit.models import Outgoing

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)


def put(*, topic: str, key: str, payload: dict[str, Any], at: datetime, due_at: datetime | None = None) -> None:
    """Write a row in the caller's transaction; nothing when that key was put before: it is owed once."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the outbox is written in the transaction of its cause")
    row = Outgoing(topic=topic, key=key, payload=payload, put_at=at, next_try_at=due_at or at)
    Outgoing.objects.bulk_create([row], ignore_conflicts=True)
    if settings.OUTBOX_NUDGE:
        transaction.on_commit(import_string(settings.OUTBOX_NUDGE), robust=True)


def claim(at: datetime, limit: int = 100, topic: str = "") -> list[Outgoing]:
    """Take up to ``limit`` due rows (of one topic, if named) for two minutes; rows that another worker holds are passed over."""
    with transaction.atomic(durable=True), as_verb():
        due = Outgoing.objects.filter(done_at__isnull=True, next_try_at__lte=at, **({"topic": topic} if topic else {})).order_by("next_try_at", "pk")
        rows = list(due.select_for_update(skip_locked=True)[:limit])
        Outgoing.objects.filter(pk__in=[r.pk for r in rows]).update(next_try_at=at + LEASE)
    return rows


def is_waiting(at: datetime) -> bool:
    """Whether anything is due. One statement, and no transaction."""
    return Outgoing.objects.filter(done_at__isnull=True, next_try_at__lte=at).exists()


def hasten(pk: int, at: datetime) -> bool:
    """Make a row that failed due now; False where it was done, or never failed."""
    with transaction.atomic(durable=True), as_verb():
        failed = Outgoing.objects.filter(pk=pk, done_at__isnull=True).exclude(error="")
        return bool(failed.update(next_try_at=at))


def hasten_all(at: datetime) -> int:
    """Make every row that failed due now; how many."""
    with transaction.atomic(durable=True), as_verb():
        return Outgoing.objects.filter(done_at__isnull=True).exclude(error="").update(next_try_at=at)


def deliver(at: datetime, limit: int = 100, topic: str = "") -> dict[str, int]:
    """Deliver what is due, through ``settings.OUTBOX_TOPICS`` (topic → dotted path of ``handler(payload, at)``)."""
    counts = {"done": 0, "failed": 0}
    for row in claim(at, limit, topic):
        try:
            with events.caused_by(row.request_id):
                import_string(settings.OUTBOX_TOPICS[row.topic])(row.payload, at)
        except Exception as error:
            log.exception("outbox row %s failed", row.key)
            row.tries += 1
            row.error = f"{type(error).__name__}: {error}"[:2000]
            # Backs off, so that a row that cannot be delivered does not block those behind it.
            row.next_try_at = at + min(timedelta(minutes=2 ** min(row.tries, 7)), timedelta(hours=1))
            _write(row, tries=row.tries, error=row.error, next_try_at=row.next_try_at)
            counts["failed"] += 1
        else:
            _write(row, done_at=at, error="")
            counts["done"] += 1
    return counts


def _write(row: Outgoing, **values: Any) -> None:
    with transaction.atomic(durable=True), as_verb():
        Outgoing.objects.filter(pk=row.pk).update(**values)


def deliver_all(at: datetime) -> dict[str, int]:
    """Deliver until nothing is due; for the clock and for a worker that was nudged."""
    return until_empty(lambda: deliver(at))
