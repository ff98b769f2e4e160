"""The booking was canceled here and its payment page left open there: whoever paid late had a hold, and a booking back from the dead."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bookings.lifecycle import actions, authorization, process, webhooks
from bookings.lifecycle.models import Booking
from bookings.payments import actions as payments
from bookings.payments import records as money
from bookings.payments.models import Attempt, Payment
from casaora.demo.scenes import Stage
from casaora.kit.attempts import SUCCEEDED, Outcome
from casaora.stripe.answers import Hold
from casaora.stripe.reading import event_from

DEFECT = "a canceled booking revived because its intent stayed open"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Withdrawing closes nothing at the processor, and a hold makes a request of whatever the booking was."""
    asked = payments.call

    def left_open(attempt: Attempt) -> Outcome:
        return Outcome(SUCCEEDED) if attempt.operation == Attempt.EXPIRE_CHECKOUT else asked(attempt)

    def revived(payment_id: int, hold: Hold, at: datetime) -> None:
        booking = Booking.objects.get(payment_id=payment_id)
        money.held(booking.payment, hold, at)
        Booking.objects.filter(pk=booking.pk).update(
            state=process.AUTHORIZED, authorized_at=at, respond_by=at + timedelta(hours=24)
        )

    monkeypatch.setattr(payments, "call", left_open)
    monkeypatch.setattr(authorization, "_authorized", revived)


def holds(stage: Stage) -> list[str]:
    return [i["id"] for i in stage.sim.objects("payment_intent") if i["status"] == "requires_capture"]


def news(stage: Stage) -> None:
    for event in stage.sim.take_events("checkout.session.completed", "payment_intent.amount_capturable_updated"):
        webhooks.session_completed(event_from(event), stage.at)


def test_a_withdrawn_request_cannot_be_paid_any_more(stage: Stage) -> None:
    booking = stage.requested()
    actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
    tried = stage.sim.hosted.pay(booking.payment.session_id or "")
    news(stage)
    assert (tried.status, holds(stage)) == ("closed", [])
    assert actions.read(booking.reference).state == process.CANCELED


def test_a_hold_that_appears_after_the_end_is_released_and_revives_nothing(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    Booking.objects.filter(pk=booking.pk).update(state=process.CANCELED)  # as a page that could not be closed leaves it
    Payment.objects.filter(pk=booking.payment_id).update(state=Payment.EXPIRED)
    news(stage)
    assert actions.read(booking.reference).state == process.CANCELED
    assert holds(stage) == []
