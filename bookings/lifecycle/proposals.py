"""A new time for a confirmed visit: one side proposes, the other agrees, and only then does it move. Price and hours stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from psycopg import errors as pg

from bookings.availability import queries as availability
from bookings.availability.slots import Diary, Misfit, Range, Slot, nearest_free, occupied_range, why_not
from bookings.lifecycle import process
from bookings.lifecycle.claims import NotNow, check, check_person, locked, read
from bookings.lifecycle.models import Booking, Proposal
from bookings.lifecycle.steps import step_taken
from casaora.kit.acting import as_verb
from casaora.kit.jobs import BATCH, Counts
from casaora.kit.locks import PROFESSIONAL, lock, retried
from casaora.kit.steps import CLOCK, By

#: How often one side may propose in a day before the other has agreed to one.
MOST_A_DAY = 3
#: How long the other side has, and how long before either start it must be settled.
ANSWER_WITHIN, BEFORE_START = timedelta(hours=24), timedelta(hours=2)


class TimeTaken(Exception):
    """The time is not free. ``misfit`` says why (None: somebody was faster), ``nearest`` are free times around it."""

    def __init__(self, misfit: Misfit | None, nearest: Sequence[Slot] = ()) -> None:
        super().__init__(str(misfit or "taken"))
        self.misfit, self.nearest = misfit, list(nearest)


class ProposalWaits(Exception):
    """There is a proposal already: it must be answered or taken back first."""


class ProposedOften(NotNow):
    """This side has proposed enough today: each proposal is a letter to the other, and each of them was in vain."""


def own_range(booking: Booking) -> Range:
    """What the visit itself occupies: no hindrance to moving it."""
    return Range(booking.occupied.lower, booking.occupied.upper)


def _diary(booking: Booking, around: datetime) -> Diary:
    known = availability.diary(booking.professional, around - timedelta(days=7), around + timedelta(days=8))
    return replace(known, busy=[taken for taken in known.busy if taken != own_range(booking)])


def propose_time(*, reference: str, starts_at: datetime, by: By, at: datetime) -> Proposal:
    """Ask the other side for another start, of the same length. Raises TimeTaken, ProposalWaits, ProposedOften, or as every step."""
    return retried(lambda: _propose(reference, starts_at, by, at))


def _propose(reference: str, starts_at: datetime, by: By, at: datetime) -> Proposal:
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=reference)
        check_person(booking, by)
        check(booking, "propose_time", by, at)
        if booking.proposals.filter(state=Proposal.OPEN).exists():
            raise ProposalWaits(reference)
        mine = booking.proposals.filter(by_role=by.role, made_at__gt=at - timedelta(days=1)).exclude(state=Proposal.AGREED)
        if mine.count() >= MOST_A_DAY:
            raise ProposedOften("propose_time", booking.state)
        answer_by = min(at + ANSWER_WITHIN, booking.starts_at - BEFORE_START, starts_at - BEFORE_START)
        diary = _diary(booking, starts_at)
        misfit = why_not(diary, starts_at=starts_at, minutes=booking.minutes, at=at)
        if misfit is not None or starts_at == booking.starts_at or answer_by <= at:
            raise TimeTaken(misfit, nearest_free(diary, starts_at=starts_at, minutes=booking.minutes, at=at))
        proposal = Proposal.objects.create(
            booking=booking, starts_at=starts_at, ends_at=starts_at + (booking.ends_at - booking.starts_at), by_role=by.role,
            by_person_id=by.person_id, made_at=at, answer_by=answer_by,
        )  # fmt: skip
        step_taken(booking, "propose_time", by, at, moments={"proposed": starts_at, "answer_by": answer_by})
        return proposal


def reschedule(*, reference: str, by: By, at: datetime) -> Booking:
    """The other side agrees: the visit moves. Raises TimeTaken when it is not free any more, NotNow when nothing is proposed."""
    try:
        retried(lambda: _reschedule(reference, by, at))
    except IntegrityError as error:
        cause = error.__cause__
        if isinstance(cause, pg.ExclusionViolation) and cause.diag.constraint_name == "booking_never_overlaps":
            raise TimeTaken(None) from error
        raise
    return read(reference)


def _reschedule(reference: str, by: By, at: datetime) -> None:
    with transaction.atomic(durable=True), as_verb():
        professional_id = Booking.objects.values_list("professional_id", flat=True).filter(reference=reference).first()
        lock(PROFESSIONAL, professional_id or 0)  # before the row: whoever books her now waits, or has been first
        booking, proposal = _answered(reference, "reschedule", by, at)
        if proposal.by_role == by.role:
            raise NotNow("reschedule", booking.state)
        diary = _diary(booking, proposal.starts_at)
        misfit = why_not(diary, starts_at=proposal.starts_at, minutes=booking.minutes, at=at)
        if misfit is not None:
            raise TimeTaken(misfit)
        before = booking.starts_at
        booking.starts_at, booking.ends_at = proposal.starts_at, proposal.ends_at
        booking.occupied = occupied_range(booking.starts_at, booking.ends_at, diary.rules)
        # Who moves a visit away from tomorrow must not win a new day to cancel it free of charge.
        booking.agreed_start_at = min(booking.agreed_start_at, booking.starts_at)
        booking.forget_arrival()
        _close(proposal, Proposal.AGREED, by, at)
        step_taken(booking, "reschedule", by, at, moments={"before": before})


def refuse_time(*, reference: str, by: By, at: datetime) -> Booking:
    """The other side keeps the old time, or who proposed takes it back; nothing else changes. Errors as every step."""
    retried(lambda: _refuse(reference, by, at))
    return read(reference)


def _refuse(reference: str, by: By, at: datetime) -> None:
    with transaction.atomic(durable=True), as_verb():
        booking, proposal = _answered(reference, "refuse_time", by, at)
        _close(proposal, Proposal.TAKEN_BACK if proposal.by_role == by.role else Proposal.REFUSED, by, at)
        step_taken(booking, "refuse_time", by, at)


def _answered(reference: str, step: str, by: By, at: datetime) -> tuple[Booking, Proposal]:
    booking = locked(reference=reference)
    check_person(booking, by)
    proposal = booking.proposals.filter(state=Proposal.OPEN).first()
    if proposal is None or at >= proposal.answer_by:
        raise NotNow(step, booking.state)
    check(booking, step, by, at)
    return booking, proposal


def _close(proposal: Proposal, state: str, by: By, at: datetime) -> None:
    proposal.state, proposal.answered_at, proposal.answered_by_role = state, at, by.role
    proposal.save(update_fields=["state", "answered_at", "answered_by_role"])


def lapse_due(at: datetime) -> Counts:
    """Proposals that nobody answered in time, or whose booking has moved on, lapse: the old time stands."""
    counts: Counts = {}
    with transaction.atomic(), as_verb():
        over = Q(answer_by__lte=at) | ~Q(booking__state=process.CONFIRMED)
        due = list(Proposal.objects.filter(over, state=Proposal.OPEN).order_by("answer_by").values_list("pk", "booking__reference")[:BATCH])
    for pk, reference in due:
        with transaction.atomic(durable=True), as_verb():
            booking = locked(reference=reference)
            proposal = Proposal.objects.get(pk=pk)
            if proposal.state != Proposal.OPEN or (at < proposal.answer_by and booking.state == process.CONFIRMED):
                continue
            _close(proposal, Proposal.LAPSED, CLOCK, at)
            if booking.state == process.CONFIRMED:
                step_taken(booking, "refuse_time", CLOCK, at, why="nobody answered in time")
            counts["done"] = counts.get("done", 0) + 1
    return counts
