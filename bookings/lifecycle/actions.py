"""The verbs that people take: accept, decline, withdraw, cancel, arrive, start, complete."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.places.positions import Position
from bookings.lifecycle.attendance import attest as attest
from bookings.lifecycle.attendance import professional_no_show as professional_no_show
from bookings.lifecycle.cancellation import cancel as cancel
from bookings.lifecycle.claims import NotNow, check, check_person, claim, locked
from bookings.lifecycle.claims import read as read
from bookings.lifecycle.doorway import NEAR_M
from bookings.lifecycle.models import Booking
from bookings.lifecycle.presence import arrive as arrive
from bookings.lifecycle.presence import customer_no_show as customer_no_show
from bookings.lifecycle.proposals import propose_time as propose_time
from bookings.lifecycle.proposals import refuse_time as refuse_time
from bookings.lifecycle.proposals import reschedule as reschedule
from bookings.lifecycle.records import attempt_and_record
from bookings.lifecycle.steps import finish, step_taken
from casaora.kit.acting import as_verb
from casaora.kit.locks import retried
from casaora.kit.steps import By
from casaora.kit.taken import is_done_already

#: Wrong start codes before only the scheduled start helps: four digits must not be guessed.
CODE_TRIES = 5
COMPLETES_BY_ITSELF = timedelta(hours=12)


class WrongCode(Exception):
    """The customer's start code does not match, or was tried too often."""


def accept(*, reference: str, by: By, at: datetime) -> Booking:
    """The professional says yes: the hold is captured, then the booking is confirmed. Errors as :func:`claim`."""
    return _through_processor("accept", reference, by, at)


def decline(*, reference: str, by: By, at: datetime) -> Booking:
    """The professional says no, which is fine: the hold is released."""
    return _through_processor("decline", reference, by, at)


def withdraw(*, reference: str, by: By, at: datetime) -> Booking:
    """The customer takes the request back before it is accepted: nothing is charged."""
    return _through_processor("withdraw", reference, by, at)


def _through_processor(step: str, reference: str, by: By, at: datetime) -> Booking:
    """Claim → call → record. The booking that comes back may still be waiting, if the answer is unknown."""
    attempt = claim(reference=reference, step=step, by=by, at=at)
    if attempt is not None:
        attempt_and_record(attempt, at)
    return read(reference)


def start(*, reference: str, by: By, at: datetime, code: str = "", position: Position | None = None) -> Booking:
    """The professional has arrived. Before the scheduled start only with the customer's code or at the home; later also without (noted).

    Raises WrongCode, NotNow, NotYours.
    """
    if not retried(lambda: _start(reference, by, at, code.strip(), position)):
        raise WrongCode(reference)
    return read(reference)


def _start(reference: str, by: By, at: datetime, code: str, position: Position | None) -> bool:
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=reference)
        check_person(booking, by)
        if is_done_already(booking, "start", by):
            return True
        check(booking, "start", by, at)
        fits = code == booking.start_code and booking.start_code_tries < CODE_TRIES
        metres = booking.note_position("start", position)
        is_there = metres is not None and metres <= NEAR_M and not code
        if not fits and (code or (at < booking.starts_at and not is_there)):
            booking.start_code_tries += bool(code)
            booking.save(update_fields=["start_code_tries"])
            return False
        booking.started_at, booking.started_without_code = at, not fits
        step_taken(booking, "start", by, at, why="" if fits else f"{metres} m from the home" if is_there else "without the start code")
    return True


def complete(*, reference: str, by: By, at: datetime) -> Booking:
    """The visit is over: the earning starts to clear. By the professional, or by the clock 12 h after the end."""
    retried(lambda: _complete(reference, by, at))
    return read(reference)


def _complete(reference: str, by: By, at: datetime) -> None:
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=reference)
        check_person(booking, by)
        if is_done_already(booking, "complete", by):
            return
        check(booking, "complete", by, at)
        if by.role == "clock" and at < booking.ends_at + COMPLETES_BY_ITSELF:
            raise NotNow("complete", booking.state)
        finish(booking, "complete", by, at)


