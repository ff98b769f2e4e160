"""What the record of any step of a supplement writes: its row, the state, the hours, the notices; or that it must wait."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from psycopg.types.range import TimestamptzRange

from bookings.lifecycle import process as visits
from bookings.lifecycle.steps import Follow
from bookings.supplements import notices, process
from bookings.supplements.models import Supplement, SupplementStep
from casaora.kit import events
from casaora.kit.attempts import Outcome
from casaora.kit.steps import By

#: What a step is called outside; the others are ``supplement_`` and their name.
EVENT = {"pay_tip": "tip_paid", "pay_extra_time": "extra_time_paid", "refund_tip": "tip_refunded"}


def step_taken(supplement: Supplement, step: str, by: By, at: datetime, *, why: str = "") -> None:
    """Move the supplement to the step's state, leave the row, and owe the notices. In the caller's transaction."""
    row = process.PROCESSES[supplement.kind][step]
    before, supplement.state = supplement.state, row.target or supplement.state
    supplement.next_try_at = None
    if row.target == process.PAID:
        supplement.paid_at = at
    supplement.save()
    if before in process.OPEN and supplement.state not in process.OPEN:
        _settle_hours(supplement)
    SupplementStep.objects.create(
        supplement=supplement, step=step, from_state=before if row.sources else "", to_state=supplement.state, by_role=by.role,
        by_person_id=by.person_id, at=at, why=why[:200],
    )  # fmt: skip
    notices.tell(supplement, row, at, by=by)
    booking, kind = supplement.booking.reference, supplement.kind
    transaction.on_commit(lambda: events.emit(EVENT.get(step, f"supplement_{step}"), booking=booking, kind=kind))


def _settle_hours(supplement: Supplement) -> None:
    """The visit lasts longer, or the time that was kept free for it is given back."""
    booking = supplement.booking
    if supplement.minutes is None or supplement.ends_at is None:
        return
    if supplement.state == process.PAID and booking.state == visits.IN_PROGRESS:
        booking.ends_at = supplement.ends_at
        booking.save(update_fields=["ends_at"])
    else:
        occupy(supplement, -supplement.minutes)


def occupy(supplement: Supplement, minutes: int) -> None:
    """Keep the booking's professional so much longer, or shorter; the buffer comes after it."""
    booking = supplement.booking
    until = booking.occupied.upper + timedelta(minutes=minutes)
    booking.occupied = TimestamptzRange(booking.occupied.lower, until, "[)")
    booking.save(update_fields=["occupied"])


def try_later(supplement: Supplement, step: str, outcome: Outcome, at: datetime) -> Follow | None:
    """A definite no that leaves the state as it is: the clock comes back in a quarter of an hour, and somebody is told."""
    supplement.next_try_at = at + timedelta(minutes=15)
    supplement.save(update_fields=["next_try_at"])
    events.emit("step_refused", level=logging.ERROR, booking=supplement.booking.reference, step=step, code=outcome.code)
    return None
