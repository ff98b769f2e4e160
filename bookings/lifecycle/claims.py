"""The claim of a step that must move money: it decides who wins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from bookings.lifecycle import process
from bookings.lifecycle.models import Booking
from bookings.payments.actions import BeingConfirmed, is_second_claim, open_attempt
from bookings.payments.models import Attempt, Payment
from casaora.kit.acting import as_verb
from casaora.kit.locks import retried
from casaora.kit.steps import By
from casaora.kit.taken import is_done_already


class NotYours(LookupError):
    """There is no such booking, or it is somebody else's: pages answer 404 to both."""


class NotNow(Exception):
    """The step does not fit the state, or its time has not come or is over. ``state`` is what the booking is now."""

    def __init__(self, step: str, state: str) -> None:
        super().__init__(f"{step} is not possible now: the booking is {state}")
        self.step, self.state = step, state


OPERATION = {
    "expire": Attempt.EXPIRE_CHECKOUT,
    "accept": Attempt.CAPTURE,
    "decline": Attempt.RELEASE,
    "auto_decline": Attempt.RELEASE,
    "late_authorize": Attempt.RELEASE,
}


def locked(**whose: object) -> Booking:
    """The booking, locked for the transaction; always before any attempt of its payment. Raises NotYours.

    What belongs to it is read by statements of its own, after the lock: rows joined to the locking one are as old as the
    moment when the wait for the lock began.
    """
    try:
        pk = Booking.objects.select_for_update(no_key=True).values_list("pk", flat=True).get(**whose)
    except Booking.DoesNotExist:
        raise NotYours(str(whose)) from None
    return Booking.objects.select_related("payment", "professional__user", "customer__user", "city", "offering__service").get(pk=pk)


def read(reference: str) -> Booking:
    """The booking as it is now, whoever asks; verbs only."""
    with transaction.atomic(), as_verb():
        return Booking.objects.select_related("payment", "city", "professional__user", "customer__user", "offering__service").get(
            reference=reference
        )


def check_person(booking: Booking, by: By) -> None:
    """A customer or professional may only touch their own bookings, hers only once she was told of it."""
    mine = {"customer": booking.customer_id, "professional": booking.professional_id}
    if by.role in mine and mine[by.role] != by.person_id:
        raise NotYours(booking.reference)
    if by.role == "professional" and booking.authorized_at is None:
        raise NotYours(booking.reference)


def check(booking: Booking, step: str, by: By, at: datetime) -> None:
    """Person, actor, state and deadline against the process table; and nobody's money is on its way.

    Raises NotYours, BeingConfirmed or NotNow. The booking is locked, so what is open now was claimed before.
    """
    check_person(booking, by)
    if booking.payment.attempts.filter(outcome="").exists():
        raise BeingConfirmed(booking.reference)
    row = process.PROCESS[step]
    if by.role not in row.by or booking.state not in row.sources or not booking.is_time_for(step, at):
        raise NotNow(step, booking.state)


def claim(*, reference: str, step: str, by: By, at: datetime) -> Attempt | None:
    """Open the attempt of a step, or None when this person has taken it already.

    Raises NotYours, NotNow, or BeingConfirmed when another attempt is open.
    """

    def once() -> Attempt | None:
        with transaction.atomic(durable=True), as_verb():
            booking = locked(reference=reference)
            check_person(booking, by)
            if is_done_already(booking, step, by):
                return None
            check(booking, step, by, at)
            operation = OPERATION.get(step) or _withdrawal(booking)
            return open_attempt(booking.payment, step=step, operation=operation, by=by, at=at)

    return claimed(reference, once)


def claimed(reference: str, once: Callable[[], Attempt | None]) -> Attempt | None:
    """Run a claim's transaction. Raises BeingConfirmed when another's attempt came first, which the database says."""
    try:
        return retried(once)
    except IntegrityError as error:
        if is_second_claim(error):
            raise BeingConfirmed(reference) from error
        raise


def _withdrawal(booking: Booking) -> str:
    """Before the hold is in place the payment page is closed; afterwards the hold is released."""
    return Attempt.RELEASE if booking.payment.state == Payment.HELD else Attempt.EXPIRE_CHECKOUT
