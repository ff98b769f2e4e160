"""The verbs of the two people: report, answer, take back, appeal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from bookings.issues import holds
from bookings.issues.evidence import File
from bookings.issues.models import ANSWER_WITHIN, REPORT_WITHIN, RULE_WITHIN, Evidence, Issue, Ruling
from bookings.issues.process import CLOSED
from bookings.issues.steps import check, locked_issue, read, step_taken
from bookings.lifecycle import process
from bookings.lifecycle.claims import NotNow, check_person, locked
from bookings.lifecycle.models import Booking
from casaora.kit import references
from casaora.kit.acting import as_verb
from casaora.kit.locks import retried
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.kit.taken import is_done_already

#: Fewer characters tell nobody anything.
SHORTEST = 20
#: How often one side may report the same visit: what was taken back can be said once more, but not over and over, each time with a new hold.
MOST_REPORTS = 2
#: Who may say of an ended visit that its no-show is not true.
CONTESTS = {"professional": "professional_no_show", "customer": "customer_no_show"}


class AlreadyReported(Exception):
    """This person has an open issue about the visit. ``issue`` is its reference."""

    def __init__(self, issue: str) -> None:
        super().__init__(issue)
        self.issue = issue


class TooShort(ValueError):
    """Nobody can answer, or decide, what is not said."""


def report_until(booking: Booking, by: By) -> datetime | None:
    """Until when this person may report something about the visit; None where they may not. A visit that is not over has no end yet."""
    if booking.state in (process.IN_PROGRESS, process.UNATTENDED):
        return booking.ends_at + timedelta(days=30)
    if booking.state == process.COMPLETED and booking.completed_at is not None:
        return booking.completed_at + REPORT_WITHIN
    is_contested = booking.state == process.CANCELED and booking.steps.filter(step=CONTESTS.get(by.role, "")).exists()
    return booking.canceled_at + REPORT_WITHIN if is_contested and booking.canceled_at is not None else None


def is_about_absence(booking: Booking, by: By) -> bool:
    """Whether the only question is if somebody came: nobody checked in, or a no-show is contested."""
    return booking.state == process.CANCELED or (booking.state == process.UNATTENDED and by.role == "customer")


def report(
    *, reference: str, kind: str, text: str, by: By, at: datetime, claimed: Money | None = None, files: Sequence[File] = ()
) -> Issue:
    """Open an issue about a visit. What the family reports holds the earning in the same transaction; what she reports does not: it is hers.

    ``claimed`` is what the family asks back at most. The same words again answer the issue that they opened. Raises NotYours, NotNow,
    TooShort, AlreadyReported.
    """
    return read(retried(lambda: _report(reference, kind, text.strip(), by, at, claimed, files)))


def _report(reference: str, kind: str, text: str, by: By, at: datetime, claimed: Money | None, files: Sequence[File]) -> str:
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=reference)
        check_person(booking, by)
        mine = booking.issues.filter(by_role=by.role).exclude(state=CLOSED).first()
        if mine is not None and mine.text == text:
            return mine.reference
        if mine is not None:
            raise AlreadyReported(mine.reference)
        until = report_until(booking, by)
        if by.role not in CONTESTS or until is None or at >= until or booking.issues.filter(by_role=by.role).count() >= MOST_REPORTS:
            raise NotNow("report", booking.state)
        _said(text)
        asks = by.role == "customer" and claimed is not None and claimed < booking.total
        issue = Issue(
            reference=references.new("IS"), booking=booking, customer=booking.customer, professional=booking.professional, by_role=by.role,
            kind=Issue.Kind.ABSENCE if is_about_absence(booking, by) else Issue.Kind(kind), text=text, currency=booking.currency,
            claimed_minor=claimed.minor if asks and claimed else None, opened_at=at, answer_by=at + ANSWER_WITHIN, rule_by=at + RULE_WITHIN,
        )  # fmt: skip
        step_taken(booking, issue, "report", by, at)
        _keep(issue, files, by, at)
        if by.role == "customer":
            holds.keep(booking, issue, by, at)
        return issue.reference


def answer(*, reference: str, text: str, by: By, at: datetime, files: Sequence[File] = ()) -> Issue:
    """The other side's say, within 48 h. Raises NotYours, NotNow, TooShort."""
    retried(lambda: _answer(reference, text.strip(), by, at, files))
    return read(reference)


def _answer(reference: str, text: str, by: By, at: datetime, files: Sequence[File]) -> None:
    with transaction.atomic(durable=True), as_verb():
        booking, issue = locked_issue(reference)
        check_person(booking, by)
        if issue.answer == text and is_done_already(issue, "answer", by):
            return
        check(booking, issue, "answer", by, at)
        _said(text)
        issue.answer, issue.answered_at = text, at
        step_taken(booking, issue, "answer", by, at)
        _keep(issue, files, by, at)


def take_back(*, reference: str, by: By, at: datetime) -> Issue:
    """Who reported it has no complaint any more: it is over and the earning goes on. Not while a ruling is under way. Raises NotYours, NotNow."""
    retried(lambda: _take_back(reference, by, at))
    return read(reference)


def _take_back(reference: str, by: By, at: datetime) -> None:
    with transaction.atomic(durable=True), as_verb():
        booking, issue = locked_issue(reference)
        check_person(booking, by)
        if is_done_already(issue, "take_back", by):
            return
        check(booking, issue, "take_back", by, at)
        if issue.rulings.filter(state__in=Ruling.LIVE).exists():
            raise NotNow("take_back", issue.state)
        issue.closed_at = at
        if issue.by_role == "customer":
            holds.let_go(booking, issue, by, at)
        step_taken(booking, issue, "take_back", by, at)


def appeal(*, reference: str, text: str, by: By, at: datetime, files: Sequence[File] = ()) -> Issue:
    """Either side asks once for another person's decision. The family's appeal holds again what is not paid. Raises NotYours, NotNow, TooShort."""
    retried(lambda: _appeal(reference, text.strip(), by, at, files))
    return read(reference)


def _appeal(reference: str, text: str, by: By, at: datetime, files: Sequence[File]) -> None:
    with transaction.atomic(durable=True), as_verb():
        booking, issue = locked_issue(reference)
        check_person(booking, by)
        if issue.appeal == text and is_done_already(issue, "appeal", by):
            return
        check(booking, issue, "appeal", by, at)
        _said(text)
        issue.appeal, issue.appealed_by_role, issue.appealed_at = text, by.role, at
        issue.rule_by, issue.escalated_at = at + RULE_WITHIN, None
        if by.role == "customer":
            holds.keep(booking, issue, by, at)
        step_taken(booking, issue, "appeal", by, at)
        _keep(issue, files, by, at)


def _said(text: str) -> None:
    if len(text) < SHORTEST:
        raise TooShort(f"{len(text)} characters")


def _keep(issue: Issue, files: Sequence[File], by: By, at: datetime) -> None:
    for file in files:
        Evidence.objects.create(
            issue=issue, by_role=by.role, name=file.name, type=file.type, content=file.content, size=len(file.content), given_at=at
        )
