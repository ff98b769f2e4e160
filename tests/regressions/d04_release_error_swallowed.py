"""The processor refused to let go of the hold, the error was caught and forgotten, and "canceled" was written over money still set aside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.lifecycle import actions, deadlines
from bookings.payments import actions as payments
from bookings.payments.models import Attempt
from casaora.demo.scenes import Stage
from casaora.kit.attempts import SUCCEEDED, Outcome

DEFECT = "a processor error on release is swallowed and “canceled” is recorded"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the processor says of a release, it is taken for done."""
    call = payments.call

    def never_mind(attempt: Attempt) -> Outcome:
        outcome = call(attempt)
        return Outcome(SUCCEEDED) if attempt.operation == Attempt.RELEASE else outcome

    monkeypatch.setattr(payments, "call", never_mind)


def status(stage: Stage) -> str:
    return str(stage.sim.objects("payment_intent")[0]["status"])


@pytest.mark.parametrize("fault", ["timeout_before", "rate_limit", "decline"])
def test_a_booking_is_not_canceled_while_its_money_is_set_aside(stage: Stage, fault: str) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("release", fault)
    waiting = actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert (waiting.state, waiting.payment.state, status(stage)) == ("authorized", "held", "requires_capture")


def test_it_is_canceled_once_the_money_is_free(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("release", "timeout_before")
    actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
    deadlines.settle_unknown(stage.at + timedelta(minutes=6))
    assert (actions.read(booking.reference).state, status(stage)) == ("canceled", "canceled")
