"""What every verb of an issue shares: the lock, the checks, and the row of a step with its notices."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bookings.issues import notices, process
from bookings.issues.models import Issue, IssueStep
from bookings.lifecycle.claims import NotNow, check_person, locked
from bookings.lifecycle.models import Booking
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.steps import By

EVENT = {
    "report": "issue_opened", "answer": "issue_answered", "silence": "issue_unanswered", "rule": "issue_ruled", "rule_finally": "issue_ruled",
    "appeal": "issue_appealed", "escalate": "issue_escalated", "take_back": "issue_taken_back", "close": "issue_closed",
}  # fmt: skip


def locked_issue(reference: str) -> tuple[Booking, Issue]:
    """The issue and its booking, whose lock is the one that everything about a visit takes. Raises NotYours."""
    booking = locked(issues__reference=reference)
    return booking, Issue.objects.select_related("customer__user", "professional__user").get(reference=reference)


def read(reference: str) -> Issue:
    """The issue as it is now, whoever asks; verbs only."""
    with transaction.atomic(), as_verb():
        return Issue.objects.select_related("booking__city").get(reference=reference)


def is_time_for(issue: Issue, step: str, at: datetime) -> bool:
    """Whether a step's moment has come and not passed. Deadlines are columns."""
    if step == "answer":
        return at < issue.answer_by
    if step == "silence":
        return at >= issue.answer_by
    if step == "escalate":
        return at >= issue.rule_by and issue.escalated_at is None
    if step == "appeal":
        return issue.appeal_by is not None and at < issue.appeal_by
    if step == "close":
        return issue.appeal_by is not None and at >= issue.appeal_by
    return True


def may(issue: Issue, step: str, by: By, at: datetime) -> bool:
    """Whether the table, the clock and the side allow it: who reported does not answer, and the other does not take it back."""
    row = process.PROCESS[step]
    side = {"answer": issue.other_role, "take_back": issue.by_role}.get(step, by.role)
    return by.role in row.by and by.role == side and issue.state in row.sources and is_time_for(issue, step, at)


def open_to(issue: Issue, by: By, at: datetime) -> list[str]:
    """The steps that one of the two people may take now; what the page offers."""
    return [name for name in ("answer", "take_back", "appeal") if may(issue, name, by, at)]


def check(booking: Booking, issue: Issue, step: str, by: By, at: datetime) -> None:
    """Person, side, state and deadline. Raises NotYours or NotNow. The booking is locked."""
    check_person(booking, by)
    if not may(issue, step, by, at):
        raise NotNow(step, issue.state)


def step_taken(
    booking: Booking, issue: Issue, step: str, by: By, at: datetime, *, why: str = "", facts: Mapping[str, dict[str, Any]] | None = None
) -> None:
    """Move the issue to the step's state, leave the row, and owe the notices. In the caller's transaction.

    ``facts`` is what the notice says beside the usual, by the role of who reads it: nobody is told what only concerns the other.
    """
    row = process.PROCESS[step]
    before, issue.state = issue.state if issue.pk else "", row.target or issue.state
    issue.save()
    IssueStep.objects.create(
        issue=issue, step=step, from_state=before, to_state=issue.state, by_role=by.role, by_person_id=by.person_id, at=at, why=why[:300]
    )
    notices.tell(booking, issue, row, at, by=by, facts=facts or {})
    reference, kind, outcome = booking.reference, issue.kind, why if row.calls else ""
    level = logging.WARNING if step == "escalate" else logging.INFO
    transaction.on_commit(
        lambda: events.emit(EVENT.get(step, f"issue_{step}"), level=level, booking=reference, kind=kind, step=step, outcome=outcome)
    )
