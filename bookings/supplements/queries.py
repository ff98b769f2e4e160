"""What stands beside a visit, and what may be added to it; for pages, as the person who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bookings.lifecycle import process as visits
from bookings.lifecycle.models import Booking
from bookings.payments.models import Attempt
from bookings.supplements import amounts, process
from bookings.supplements.actions import is_time_to_tip, room_for_tips
from bookings.supplements.models import Supplement
from bookings.supplements.proposals import agreed_minutes, has_asked_enough
from casaora.kit.acting import reading_as_verb
from casaora.kit.steps import By


@dataclass(frozen=True, slots=True)
class Beside:
    """A booking's supplements: the one that waits, those that were paid, and whether this person may add another."""

    open: Supplement | None
    paid: tuple[Supplement, ...]
    may_tip: bool
    may_propose: bool


def visible_to(booking: Booking, by: By) -> list[Supplement]:
    """A booking's supplements that this party may see, oldest first: she sees a tip once it is paid."""
    rows = Supplement.objects.filter(booking=booking).order_by("pk")
    if by.role != "customer":
        rows = rows.exclude(kind=Supplement.TIP, paid_at__isnull=True)
    return list(rows)


def beside(booking: Booking, by: By, at: datetime) -> Beside:
    """See the class."""
    rows = visible_to(booking, by)
    waiting = next((row for row in rows if row.state in process.OPEN and not is_over(row, at)), None)
    is_hers = by.role == "professional" and booking.state == visits.IN_PROGRESS and at < booking.ends_at
    is_time = by.role == "customer" and is_time_to_tip(booking, at)
    return Beside(
        open=waiting, paid=tuple(row for row in rows if row.paid_at),
        may_tip=waiting is None and is_time and room_for_tips(booking, rows) >= amounts.least_tip(booking.currency),
        may_propose=waiting is None and is_hers and agreed_minutes(booking) < amounts.LONGEST_MINUTES and not has_asked_enough(booking),
    )  # fmt: skip


def is_over(supplement: Supplement, at: datetime) -> bool:
    """Whether the time to answer has passed, although the clock has not written it down yet."""
    return supplement.state == process.PROPOSED and not supplement.is_time_for("approve_extra_time", at)


def is_being_confirmed(supplement: Supplement) -> bool:
    """Whether the processor has been asked and has not answered yet. In a verb: attempts are not for web."""
    with reading_as_verb():
        return Attempt.objects.filter(payment=supplement.payment_id, outcome="").exists()
