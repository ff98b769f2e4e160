"""At the door: she says that she is there, the family is told, and if nobody opens for half an hour the visit ends as paid."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.places.positions import Position
from bookings.lifecycle.claims import NotNow, check, check_person, locked, read
from bookings.lifecycle.doorway import NEAR_M, WAIT
from bookings.lifecycle.models import Booking
from bookings.lifecycle.refunds import canceled
from bookings.lifecycle.steps import step_taken
from casaora.kit.acting import as_verb
from casaora.kit.locks import retried
from casaora.kit.steps import By
from casaora.kit.taken import is_done_already


class TooFar(Exception):
    """Her position is not at the home. ``metres`` is how far, as the crow flies."""

    def __init__(self, metres: int) -> None:
        super().__init__(f"{metres} m from the home")
        self.metres = metres


class NotProved(NotNow):
    """No position shows that she was at the door, so that this cannot be said by her alone: a person of support decides."""


def arrive(*, reference: str, by: By, at: datetime, position: Position | None = None) -> Booking:
    """She is at the door: noted with the distance, and the customer is told at once until when she waits.

    Without a position (or where the home's is not known) it is noted as said, not as proved; said again with one, it is proved and told
    anew. Again is nothing. Raises TooFar, and errors as every step.
    """
    retried(lambda: _arrive(reference, by, at, position))
    return read(reference)


def _arrive(reference: str, by: By, at: datetime, position: Position | None) -> None:
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=reference)
        check(booking, "arrive", by, at)
        metres = booking.metres_from(position)
        if booking.arrived_at is not None and (metres is None or booking.is_arrival_proved()):
            return
        if metres is not None and metres > NEAR_M:
            raise TooFar(metres)
        booking.note_position("arrival", position)
        booking.arrived_at, booking.waits_until = at, max(at, booking.starts_at) + WAIT
        why = "without a position" if metres is None else f"{metres} m from the home"
        step_taken(booking, "arrive", by, at, why=why, moments={"until": booking.waits_until})


def customer_no_show(*, reference: str, by: By, at: datetime, position: Position | None = None, why: str = "") -> Booking:
    """Nobody opened for the half hour that the customer was told of: the visit ends, nothing goes back, and it is hers.

    The professional proves it by position, at the arrival and after the wait; staff may say so, with a reason, where none can. Raises
    TooFar, NotProved, and errors as every step.
    """
    retried(lambda: _customer_no_show(reference, by, at, position, why))
    return read(reference)


def _customer_no_show(reference: str, by: By, at: datetime, position: Position | None, why: str) -> None:
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=reference)
        check_person(booking, by)
        if is_done_already(booking, "customer_no_show", by):
            return
        check(booking, "customer_no_show", by, at)
        metres = booking.note_position("leaving", position)
        if by.role == "professional" and (metres is None or not booking.is_arrival_proved()):
            raise NotProved("customer_no_show", booking.state)
        if by.role == "professional" and metres is not None and metres > NEAR_M:
            raise TooFar(metres)
        canceled(booking, by, at, why=why[:200], step="customer_no_show")
