"""The clock's part in an issue: who did not answer, what was not decided, what nobody appealed. By hand, twice or late without harm."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bookings.issues import holds, notices
from bookings.issues.models import Issue
from bookings.issues.process import OPEN, RULED, WITH_STAFF
from bookings.issues.steps import check, locked_issue, step_taken
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.models import Booking
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.jobs import BATCH, Counts
from casaora.kit.steps import CLOCK

log = logging.getLogger(__name__)
Facts = dict[str, dict[str, Any]]
#: What is done with the booking and the issue locked, before the step is written; what each side is told of it.
Work = Callable[[Booking, Issue, datetime], Facts]


def due(at: datetime) -> Counts:
    """Take every step of the clock whose time has come, each in its own transaction; one that fails does not stop the others."""
    counts: Counts = {}
    for step, rows, work in _queues(at):
        with transaction.atomic(), as_verb():
            references = list(rows.values_list("reference", flat=True)[:BATCH])
        for reference in references:
            name = _take(step, reference, work, at)
            counts[name] = counts.get(name, 0) + 1
    return counts


def _queues(at: datetime) -> Iterator[tuple[str, QuerySet[Issue], Work]]:
    yield "silence", Issue.objects.filter(state=OPEN, answer_by__lte=at).order_by("answer_by"), _nothing
    late = Issue.objects.filter(state__in=WITH_STAFF, rule_by__lte=at, escalated_at__isnull=True)
    yield "escalate", late.order_by("rule_by"), _escalate
    yield "close", Issue.objects.filter(state=RULED, appeal_by__lte=at).order_by("appeal_by"), _close


def _take(step: str, reference: str, work: Work, at: datetime) -> str:
    try:
        with transaction.atomic(durable=True), as_verb():
            booking, issue = locked_issue(reference)
            check(booking, issue, step, CLOCK, at)
            step_taken(booking, issue, step, CLOCK, at, facts=work(booking, issue, at))
    except NotNow:
        return "passed"  # somebody was faster
    except Exception:
        log.exception("%s of %s failed", step, reference)
        events.emit("cron_failed", level=logging.ERROR, step=step)
        return "failed"
    return "done"


def _nothing(booking: Booking, issue: Issue, at: datetime) -> Facts:
    """Silence loses only the chance to be heard."""
    return {}


def _escalate(booking: Booking, issue: Issue, at: datetime) -> Facts:
    issue.escalated_at = at
    notices.alarm_staff(booking, issue, at)
    return {"professional": {"is_freed": holds.free_what_nobody_disputes(booking, issue, at)}}


def _close(booking: Booking, issue: Issue, at: datetime) -> Facts:
    issue.closed_at = at
    if issue.by_role == "customer":
        holds.let_go(booking, issue, CLOCK, at)
    return {}
