"""Somebody took a held payment in the processor's own dashboard, and its message was lost: the books differ, and it all goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.payments.models import Payment, Refund
from casaora import schedule
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.models import JobRun
from casaora.ops.models import Alarm
from casaora.stripe import gateway
from tests.ops.drills.duty import Duty, sound, the_processor_tells, the_worker_works
from tests.ops.listening import Ears, ears, open_now, watched  # noqa: F401
from tests.ops.trouble import HOUR, MINUTE

pytestmark = pytest.mark.django_db


def test_a_payment_that_nobody_asked_for_is_found_and_goes_back(stage: Stage, ears: Ears, django_capture_on_commit_callbacks: object) -> None:  # noqa: F811
    booking = stage.authorized()
    the_processor_tells(stage, stage.at)
    schedule.run("sweep_inbox", clock.now())
    payment = Payment.objects.get(subject=booking.reference)
    gateway.capture(payment.intent_id or "", amount=payment.amount, key="by hand in the dashboard")
    for delivery in stage.sim.deliveries.due():
        stage.sim.deliveries.answered(delivery, 200)  # and its message was lost
    at = stage.at + 4 * HOUR
    clock.set_to(at)
    record = schedule.run("compare_books", at)
    assert record is not None
    assert record.status == JobRun.FAILED
    watched(at)
    assert Alarm.objects.get(kind="invariant_broken", state=Alarm.OPEN).subject == "the_processors_books_are_ours"
    assert any("the_processors_books_are_ours" in word for word in ears.heard(at))

    olga = Duty()
    olga.takes("invariant_broken")
    olga.turns("transfers", "off", "the books differ")
    assert "compare_books" in olga.opens("ledger-difference")
    # Nobody answers the request: the clock would release the hold, and finds that it was taken. All of it goes back.
    assert booking.respond_by is not None
    clock.set_to(booking.respond_by + MINUTE)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        schedule.run("auto_decline", clock.now())
        schedule.run("give_back", clock.now() + 6 * MINUTE)
    assert "hold_captured_unasked" in open_now()
    assert Refund.objects.get(payment=payment).state in (Refund.SUCCEEDED, "pending")

    later = at + timedelta(days=3)
    clock.set_to(later)
    the_processor_tells(stage, later)
    schedule.run_due(clock.now())  # the clock went on in these days
    olga.presses("prove_books")
    assert the_worker_works(later) == ["invariants", "compare_books"]
    olga.turns("transfers", "on", "the payment went back")
    watched(clock.now() + MINUTE)
    assert open_now() == {"hold_captured_unasked"}
    assert "Write what was done" in olga.closes("hold_captured_unasked", "")
    olga.closes("hold_captured_unasked", "the refund of the whole payment has succeeded")
    assert open_now() == set()
    assert sum(word.startswith("OVER: ") for word in ears.heard(clock.now() + MINUTE)) >= 2
    sound(later + 10 * MINUTE)
