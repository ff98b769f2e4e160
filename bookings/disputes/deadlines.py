"""The clock's part in disputes: what no event told us is found by asking the processor. By hand, twice or late without harm."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q

from bookings.disputes import actions, refunds
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Dispute
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.jobs import BATCH, SECONDS, Counts
from casaora.stripe import disputing

log = logging.getLogger(__name__)
#: How far back the processor's list is read, and how much of it at most.
LOOKS_BACK, AT_MOST = timedelta(days=7), 500
#: An open dispute is read again after a day; the last days before its deadline, after some hours.
AGAIN, NEAR, AGAIN_WHEN_NEAR = timedelta(hours=20), timedelta(days=2), timedelta(hours=5)
#: The bank has decided for us; its money comes back within this time, or somebody asks why.
COMES_BACK = timedelta(days=90)


def find_lost(at: datetime) -> Counts:
    """Nightly: every dispute that the processor has of late is written as it is now, whether or not an event told us of it."""
    counts: Counts = {}
    started = time.monotonic()
    for said in itertools.islice(disputing.list_disputes(at - LOOKS_BACK, at + timedelta(minutes=5)), AT_MOST):
        if time.monotonic() - started > SECONDS:
            break
        with transaction.atomic(), as_verb():
            known = Dispute.objects.filter(processor_id=said.id).values_list("status", "movements").first()
        if known is not None and known[0] == said.status and set(known[1]) == {movement.id for movement in said.movements}:
            continue
        if known is None:
            events.emit("dispute_untold", level=logging.ERROR, dispute=said.id, status=said.status)
        _count(counts, _written(partial(actions.record, said, at), said.id))
    return counts


def read_again(at: datetime) -> Counts:
    """Every few hours: open disputes whose last reading is old, and those that are won and whose money is not back yet."""
    is_old = Q(read_at__lte=at - AGAIN) | Q(evidence_due_by__lte=at + NEAR, evidence_due_by__gt=at, read_at__lte=at - AGAIN_WHEN_NEAR)
    is_waiting = Q(closed_at__isnull=True) | Q(taken_minor__gt=F("lost_minor"), closed_at__gt=at - COMES_BACK)
    with transaction.atomic(), as_verb():
        due = list(Dispute.objects.filter(is_old, is_waiting).order_by("read_at").values_list("processor_id", flat=True)[:BATCH])
    counts: Counts = {}
    started = time.monotonic()
    for dispute_id in due:
        if time.monotonic() - started > SECONDS:
            break
        _count(counts, _written(partial(actions.note, dispute_id=dispute_id, at=at), dispute_id))
    for name, number in refunds.settle_due(at).items():
        counts[name] = counts.get(name, 0) + number
    return counts


def _written(work: Callable[[], Dispute | None], dispute_id: str) -> str:
    try:
        return "done" if work() is not None else "strangers"
    except BeingConfirmed:
        return "passed"
    except Exception:
        log.exception("dispute %s could not be read", dispute_id)
        return "failed"


def _count(counts: Counts, name: str) -> None:
    counts[name] = counts.get(name, 0) + 1
