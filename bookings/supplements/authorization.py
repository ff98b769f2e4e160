"""A supplement's hold is in place, says the processor: read again and compared with ours, then captured at once."""

from __future__ import annotations

import contextlib
import logging
from datetime import datetime

from django.db import transaction

from bookings.lifecycle import process as visits
from bookings.lifecycle.authorization import hold_of
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.records import attempt_and_record
from bookings.payments import records as money
from bookings.payments.actions import BeingConfirmed, open_attempt
from bookings.payments.models import Attempt, Payment
from bookings.supplements import process
from bookings.supplements.actions import through_processor
from bookings.supplements.claims import locked, read
from bookings.supplements.models import Supplement
from bookings.supplements.steps import step_taken
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.steps import CLOCK, PROCESSOR, By
from casaora.stripe.answers import Hold


def authorize(*, reference: str, at: datetime, then_leave: By | None = None) -> Supplement:
    """Read a payment's session and hold, and take the step that follows: capture it, or release what is not wanted any more.

    Nothing happens when the hold is not there yet or was seen before. Raises BeingConfirmed while another attempt is open.
    """
    with transaction.atomic(), as_verb():
        payment = Payment.objects.get(reference=reference)
    hold = hold_of(payment)
    attempt = None
    if hold is not None and hold.status in ("requires_capture", "succeeded"):
        attempt = _claim(payment.pk, hold, then_leave, at)
    if hold is not None and hold.status == "canceled":
        _gone(payment.pk, at)
    if attempt is not None:
        attempt_and_record(attempt, at)
    return read(payment.subject)


def session_expired(*, reference: str, at: datetime) -> None:
    """The processor closed the page: expire now if our own deadline has passed; else our clock does it in time."""
    with transaction.atomic(), as_verb():
        payment = Payment.objects.get(reference=reference)
    if at >= payment.expires_at:
        with contextlib.suppress(NotNow):
            through_processor(payment.subject, "expire", Attempt.EXPIRE_CHECKOUT, CLOCK, at)


def _claim(payment_id: int, hold: Hold, then_leave: By | None, at: datetime) -> Attempt | None:
    """One transaction: what is to become of the hold is decided, and its attempt is opened."""
    with transaction.atomic(durable=True), as_verb():
        supplement = locked(payment=payment_id)
        payment = supplement.payment
        assert payment is not None
        if payment.state in (Payment.HELD, Payment.CAPTURED, Payment.RELEASED):
            return None  # seen before
        if payment.attempts.filter(outcome="").exists():
            raise BeingConfirmed(supplement.reference)
        differs = money.differences(payment, hold)
        money.held(payment, hold, at)
        if supplement.state == process.PENDING and not differs and then_leave is None and _is_still_wanted(supplement):
            return open_attempt(payment, step=supplement.step("pay"), operation=Attempt.CAPTURE, by=PROCESSOR, at=at)
        if supplement.state == process.PENDING:
            _end(supplement, differs, then_leave, at)
        return open_attempt(payment, step=supplement.step("late"), operation=Attempt.RELEASE, by=PROCESSOR, at=at)


def _is_still_wanted(supplement: Supplement) -> bool:
    """Time that is added to a visit which is over is nobody's."""
    return supplement.kind == Supplement.TIP or supplement.booking.state == visits.IN_PROGRESS


def _end(supplement: Supplement, differs: list[str], then_leave: By | None, at: datetime) -> None:
    why = f"the hold is not the one asked for: {', '.join(differs)}" if differs else ""
    if differs:
        events.emit("hold_mismatch", level=logging.CRITICAL, booking=supplement.booking.reference, reason=",".join(differs))
    if then_leave is not None:
        step_taken(supplement, supplement.step("leave"), then_leave, at, why=why)
    else:
        step_taken(supplement, supplement.step("expire"), PROCESSOR, at, why=why or "the visit was over before it was paid")


def _gone(payment_id: int, at: datetime) -> None:
    """Paid, and given back before we saw it: nothing is left to wait for."""
    with transaction.atomic(durable=True), as_verb():
        supplement = locked(payment=payment_id)
        payment = supplement.payment
        assert payment is not None
        if supplement.state != process.PENDING or payment.state != Payment.OPEN:
            return
        if payment.attempts.filter(outcome="").exists():
            raise BeingConfirmed(supplement.reference)
        money.ended(payment, Payment.EXPIRED)
        step_taken(supplement, supplement.step("expire"), PROCESSOR, at, why="the hold was gone before it was seen")
