"""The hold is in place, says the processor: believed only after it was read again and compared with ours."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from bookings.lifecycle import process
from bookings.lifecycle.claims import NotNow, claim, locked
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record
from bookings.lifecycle.steps import step_taken
from bookings.payments import records as money
from bookings.payments.actions import BeingConfirmed, open_attempt
from bookings.payments.models import Attempt, Payment
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.steps import PROCESSOR, By
from casaora.stripe import gateway
from casaora.stripe.answers import Hold

RESPOND_WITHIN = timedelta(hours=24)
BEFORE_START = timedelta(hours=2)
BEFORE_LAPSE = timedelta(hours=12)


def respond_by(*, authorized_at: datetime, starts_at: datetime, capture_before: datetime | None) -> datetime:
    """The professional's deadline: the earliest of 24 h, two hours before the start, 12 h before the hold lapses."""
    moments = [authorized_at + RESPOND_WITHIN, starts_at - BEFORE_START]
    if capture_before is not None:
        moments.append(capture_before - BEFORE_LAPSE)
    return min(moments)


def authorize(*, reference: str, at: datetime, then_withdraw: By | None = None) -> Booking:
    """Read the payment's session and hold, and take the step that follows: authorize, or release what came too late.

    Nothing happens when the hold is not there yet or was seen before. Raises BeingConfirmed while another attempt is open.
    """
    payment = _payment(reference)
    hold = hold_of(payment)
    attempt = None
    if hold is not None and hold.status in ("requires_capture", "succeeded"):
        attempt = _authorized(payment.pk, hold, at)
    if hold is not None and hold.status == "canceled":
        _gone(payment.pk, then_withdraw, at)
    if attempt is not None:
        attempt_and_record(attempt, at)
    booking = _booking(payment)
    if then_withdraw is not None and booking.state == process.AUTHORIZED and booking.payment.state == Payment.HELD:
        withdrawal = claim(reference=booking.reference, step="withdraw", by=then_withdraw, at=at)
        if withdrawal is not None:
            attempt_and_record(withdrawal, at)
            booking = _booking(payment)
    return booking


def _payment(reference: str) -> Payment:
    with transaction.atomic(), as_verb():
        return Payment.objects.get(reference=reference)


def _booking(payment: Payment) -> Booking:
    with transaction.atomic(), as_verb():
        return Booking.objects.select_related("payment").get(payment=payment)


def hold_of(payment: Payment) -> Hold | None:
    """The hold as the processor has it now; None while there is none."""
    intent = payment.intent_id
    if intent is None and payment.session_id:
        intent = gateway.read_checkout(payment.session_id).intent_id
    return gateway.read_hold(intent) if intent else None


def _authorized(payment_id: int, hold: Hold, at: datetime) -> Attempt | None:
    """One transaction: the booking becomes authorized, or the attempt to release the hold is opened and returned."""
    with transaction.atomic(durable=True), as_verb():
        booking = locked(payment_id=payment_id)
        payment = booking.payment
        if payment.state in (Payment.HELD, Payment.CAPTURED, Payment.RELEASED):
            return None  # seen before
        if payment.attempts.filter(outcome="").exists():
            raise BeingConfirmed(booking.reference)
        differs = money.differences(payment, hold)
        money.held(payment, hold, at)
        if booking.state != process.PENDING or differs:
            if booking.state == process.PENDING:
                step_taken(booking, "expire", PROCESSOR, at, why=f"the hold is not the one asked for: {', '.join(differs)}"[:200])
                events.emit("hold_mismatch", level=logging.CRITICAL, booking=booking.reference, reason=",".join(differs))
            return open_attempt(payment, step="late_authorize", operation=Attempt.RELEASE, by=PROCESSOR, at=at)
        booking.authorized_at = at
        booking.respond_by = respond_by(authorized_at=at, starts_at=booking.starts_at, capture_before=payment.capture_before)
        step_taken(booking, "authorize", PROCESSOR, at)
    return None


def _gone(payment_id: int, then_withdraw: By | None, at: datetime) -> None:
    """Paid, and given back before we saw it (by the bank after a week, or on the processor's own pages): nothing is left to wait for."""
    with transaction.atomic(durable=True), as_verb():
        booking = locked(payment_id=payment_id)
        payment = booking.payment
        if booking.state != process.PENDING or payment.state != Payment.OPEN:
            return
        if payment.attempts.filter(outcome="").exists():
            raise BeingConfirmed(booking.reference)
        money.ended(payment, Payment.EXPIRED)
        step = "withdraw" if then_withdraw else "expire"
        step_taken(booking, step, then_withdraw or PROCESSOR, at, why="the hold was gone before it was seen")


def session_expired(*, reference: str, at: datetime) -> None:
    """The processor closed the page: expire now if our own deadline has passed; else our clock does it in time."""
    booking = _booking(_payment(reference))
    try:
        attempt = claim(reference=booking.reference, step="expire", by=By("clock"), at=at)
    except NotNow:
        return
    if attempt is not None:
        attempt_and_record(attempt, at)
