"""Extra time for a visit that runs: proposing it keeps the longer range, and nothing else changes until the customer has paid."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Sum
from psycopg import errors as pg
from psycopg.types.range import TimestamptzRange

from bookings.availability.slots import Misfit
from bookings.catalog.models import MAXIMUM_MINUTES
from bookings.lifecycle import process as visits
from bookings.lifecycle.claims import NotNow, check_person
from bookings.lifecycle.claims import locked as locked_booking
from bookings.lifecycle.models import Booking
from bookings.lifecycle.proposals import ProposalWaits, TimeTaken
from bookings.supplements import amounts, process
from bookings.supplements.claims import check, locked, next_reference, read
from bookings.supplements.models import Supplement
from bookings.supplements.steps import occupy, step_taken
from casaora.kit.acting import as_verb
from casaora.kit.locks import PROFESSIONAL, lock, retried
from casaora.kit.money import total
from casaora.kit.steps import CLOCK, By
from casaora.kit.taken import is_done_already

#: How long the customer has to say yes; the payment page then has its own half hour.
ANSWER_WITHIN = timedelta(minutes=30)
#: How often a visit may be asked to last longer and not: each time the family gets a letter while somebody works in its house.
MOST_REFUSALS = 3


def propose_extra_time(*, reference: str, minutes: int, by: By, at: datetime) -> Supplement:
    """The professional asks to stay longer: the time is kept free, the customer decides. The same proposal twice is one.

    Raises TimeTaken when another booking of hers needs the time, WrongLength, ProposalWaits, NotYours or NotNow.
    """
    try:
        return retried(lambda: _propose(reference, minutes, by, at))
    except IntegrityError as error:
        cause = error.__cause__
        if isinstance(cause, pg.ExclusionViolation) and cause.diag.constraint_name == "booking_never_overlaps":
            raise TimeTaken(None) from error
        raise


def _propose(reference: str, minutes: int, by: By, at: datetime) -> Supplement:
    with transaction.atomic(durable=True), as_verb():
        professional_id = Booking.objects.values_list("professional_id", flat=True).filter(reference=reference).first()
        lock(PROFESSIONAL, professional_id or 0)  # before the row: whoever books her now waits, or has been first
        booking = locked_booking(reference=reference)
        check_person(booking, by)
        if by.role not in process.EXTRA_TIME["propose_extra_time"].by or booking.state != visits.IN_PROGRESS or at >= booking.ends_at:
            raise NotNow("propose_extra_time", booking.state)
        waiting = booking.supplements.filter(state__in=process.OPEN).first()
        if waiting is not None and waiting.minutes == minutes:
            return waiting
        if waiting is not None:
            raise ProposalWaits(reference)
        if has_asked_enough(booking):
            raise NotNow("propose_extra_time", booking.state)
        amounts.check_minutes(minutes, before=agreed_minutes(booking))
        if booking.minutes + minutes > MAXIMUM_MINUTES:
            raise amounts.WrongLength(minutes)
        longer = TimestamptzRange(booking.occupied.lower, booking.occupied.upper + timedelta(minutes=minutes), "[)")
        others = Booking.objects.filter(professional=booking.professional_id, state__in=visits.LIVE, occupied__overlap=longer)
        if others.exclude(pk=booking.pk).exists():
            raise TimeTaken(Misfit.TAKEN)
        proposal = priced(booking, minutes, at)
        step_taken(proposal, "propose_extra_time", by, at)
        occupy(proposal, minutes)
        return proposal


def has_asked_enough(booking: Booking) -> bool:
    """Whether nobody wanted it, whoever said so, as often as it may be asked."""
    return booking.supplements.filter(kind=Supplement.EXTRA_TIME, state=process.REFUSED).count() >= MOST_REFUSALS


def agreed_minutes(booking: Booking) -> int:
    """Extra time that was paid already."""
    paid = booking.supplements.filter(kind=Supplement.EXTRA_TIME, state__in=(process.PAID, process.REFUNDED))
    return int(paid.aggregate(sum=Sum("minutes"))["sum"] or 0)


def priced(booking: Booking, minutes: int, at: datetime) -> Supplement:
    """The proposal, not stored yet, at the rates that the booking froze and divided as its price was."""
    lines = amounts.extra_time(booking.lines, minutes)
    earning, fee = amounts.parts(lines, subtotal=booking.subtotal, fee=booking.fee, earning=booking.earning)
    price = total((line.amount for line in lines), booking.currency) + fee
    return Supplement(
        reference=next_reference(booking, Supplement.EXTRA_TIME), booking=booking, kind=Supplement.EXTRA_TIME, state="", made_at=at, answer_by=at + ANSWER_WITHIN,
        minutes=minutes, ends_at=booking.ends_at + timedelta(minutes=minutes), price_lines=[line.as_json() for line in lines],
        earning_minor=earning.minor, fee_minor=fee.minor, total_minor=price.minor, currency=booking.currency,
    )  # fmt: skip


def refuse_extra_time(*, reference: str, by: By, at: datetime) -> Supplement:
    """The customer does not want it, the professional takes it back, or the clock ends it: the time is hers again. Errors as every step."""

    def once() -> None:
        with transaction.atomic(durable=True), as_verb():
            proposal = locked(reference=reference)
            check_person(proposal.booking, by)
            if is_done_already(proposal, "refuse_extra_time", by):
                return
            check(proposal, "refuse_extra_time", by, at)
            if by == CLOCK and proposal.is_time_for("approve_extra_time", at) and proposal.booking.state == visits.IN_PROGRESS:
                raise NotNow("refuse_extra_time", proposal.state)
            step_taken(proposal, "refuse_extra_time", by, at, why="nobody answered in time" if by == CLOCK else "")

    retried(once)
    return read(reference)
