"""What the record of any step writes: the row of the step, the state, the notices; or that it must wait."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from bookings.lifecycle import notices, process
from bookings.lifecycle.models import Booking, StepTaken
from bookings.payments.disputes import lost
from bookings.payments.models import Attempt, Payment
from casaora.kit import analytics, events
from casaora.kit.attempts import Outcome
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning

#: What must be done after the record has been committed, outside every transaction.
Follow = Callable[[], object]


def step_taken(
    booking: Booking, step: str, by: By, at: datetime, *, state: str | None = None, why: str = "", facts: dict[str, Money] | None = None,
    moments: dict[str, datetime] | None = None,
) -> None:
    """Move the booking to the step's state, leave the row, and owe the notices. In the caller's transaction.

    ``facts`` and ``moments`` are what the notices of this step tell beside what all of them do.
    """
    row = process.PROCESS[step]
    before, booking.state = booking.state, state or row.target or booking.state
    booking.next_try_at = None
    booking.save()
    taken = StepTaken.objects.create(
        booking=booking, step=step, from_state=before, to_state=booking.state, by_role=by.role, by_person_id=by.person_id, at=at, why=why
    )
    who = by.person_id if by.role in ("customer", "professional") else booking.customer_id
    analytics.record(EVENT.get(step, f"booking_{step}"), person_id=who, at=at, key=f"step:{taken.pk}", role=by.role, booking=booking.reference, city=str(booking.city_id))
    notices.tell(booking, row, at, by=by, why=why, amounts=facts or {}, moments=moments or {})
    professional = booking.professional_id  # her number: the address of her page has her name in it
    transaction.on_commit(lambda: events.emit(EVENT.get(step, f"booking_{step}"), booking=booking.reference, professional=professional))


EVENT = {
    "request": "booking_created", "authorize": "booking_authorized", "accept": "booking_accepted", "decline": "booking_declined",
    "auto_decline": "cron_auto_decline_success", "payment_fails": "booking_failed", "expire": "booking_expired",
}  # fmt: skip


def finish(booking: Booking, step: str, by: By, at: datetime, *, why: str = "") -> None:
    """The visit took place: its earning begins to clear. In the caller's transaction."""
    booking.completed_at = at
    is_gone = lost(booking.payment) and Earning.objects.filter(reference=booking.reference, state="reversed").exists()
    clears_at = None
    if not is_gone:  # else a bank has taken all of it meanwhile
        clears_at = earnings.start_clearing(
            reference=booking.reference, scheduled_end=booking.ends_at, ended_at=at, by=by, at=at, after=booking.clears_after
        ).clears_at
    longer = Payment.objects.filter(visit=booking.reference, kind=Payment.EXTRA_TIME, state=Payment.CAPTURED).values_list("subject")
    for reference in Earning.objects.filter(reference__in=longer, state="expected").order_by("pk").values_list("reference", flat=True):
        earnings.start_clearing(
            reference=reference, scheduled_end=booking.ends_at, ended_at=at, by=by, at=at, after=booking.clears_after, not_before=clears_at
        )
    step_taken(booking, step, by, at, why=why)


def by_of(attempt: Attempt) -> By:
    """Who made the attempt."""
    return By(attempt.by_role, attempt.by_person_id)


def try_later(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """A definite no that leaves the state as it is: the clock comes back in a quarter of an hour, and somebody is told."""
    booking.next_try_at = at + timedelta(minutes=15)
    booking.save(update_fields=["next_try_at"])
    name = "cron_auto_decline_failed" if attempt.step == "auto_decline" else "step_refused"
    events.emit(name, level=logging.ERROR, booking=booking.reference, step=attempt.step, code=outcome.code)
    return None


