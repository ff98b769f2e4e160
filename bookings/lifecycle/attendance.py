"""Visits that nobody checked in to: the customer says whether it took place; silence means that it did."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from bookings.catalog.cancellation import ALL, divide
from bookings.lifecycle import process
from bookings.lifecycle.cancellation import refund_and_end
from bookings.lifecycle.claims import NotNow, check, check_person, locked, read
from bookings.lifecycle.models import Booking
from bookings.lifecycle.steps import finish, step_taken
from casaora.kit.acting import as_verb
from casaora.kit.locks import retried
from casaora.kit.steps import CLOCK, By
from casaora.kit.taken import is_done_already
from payouts.earnings.models import EarningHold

#: From the end until the customer is asked, and from then on until silence counts as a yes.
UNATTENDED_AFTER, SILENCE = timedelta(hours=2), timedelta(hours=48)


def professional_no_show(*, reference: str, by: By, at: datetime) -> Booking:
    """The customer says that nobody came, half an hour after the start or later: all of it goes back. Errors as every step."""
    return refund_and_end(
        "professional_no_show", reference=reference, by=by, at=at, why="", share_of=lambda b: divide(b.total, b.earning, ALL)
    )


def attest(*, reference: str, by: By, at: datetime) -> Booking:
    """The visit took place although nobody checked in, says the customer; or says nothing for 48 h. Errors as every step."""
    retried(lambda: _attest(reference, by, at))
    return read(reference)


def _attest(reference: str, by: By, at: datetime) -> None:
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=reference)
        check_person(booking, by)
        if is_done_already(booking, "attest", by):
            return
        check(booking, "attest", by, at)
        if is_contested(booking):
            raise NotNow("attest", booking.state)
        if by.role == "clock" and (booking.unattended_at is None or at < booking.unattended_at + SILENCE):
            raise NotNow("attest", booking.state)
        finish(booking, "attest", by, at, why="" if by.role == "customer" else "nobody said anything for 48 h")


def is_contested(booking: Booking) -> bool:
    """Whether somebody says that nobody came: a report holds what the visit earned, and our team decides. Booking locked."""
    return reports().filter(earning__reference=booking.reference).exists()


def reports() -> QuerySet[EarningHold]:
    """The holds that reports have placed and nobody has let go."""
    return EarningHold.objects.filter(reason=EarningHold.Reason.REPORT, closed_at__isnull=True)


def unanswered(at: datetime) -> QuerySet[Booking]:
    """Visits about which nobody said anything for 48 h, the oldest first."""
    silent = Booking.objects.filter(state=process.UNATTENDED, unattended_at__lte=at - SILENCE).order_by("unattended_at")
    return silent.exclude(Exists(reports().filter(earning__reference=OuterRef("reference"))))


def ask(reference: str, at: datetime) -> None:
    """Nobody checked in: the customer is asked. Raises NotNow."""
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=reference)
        check(booking, "unattended", CLOCK, at)
        if at < booking.ends_at + UNATTENDED_AFTER:
            raise NotNow("unattended", booking.state)
        booking.unattended_at = at
        step_taken(booking, "unattended", CLOCK, at)

