"""The clock let go of the hold first and changed the state afterwards, if it still could: an accept in between was confirmed unpaid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bookings.lifecycle import actions, deadlines, process
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.models import Booking
from bookings.payments.actions import BeingConfirmed
from casaora.demo.scenes import Stage
from casaora.kit.steps import By
from casaora.ops.invariants import holds_and_states_agree
from casaora.stripe import gateway

DEFECT = "auto-decline releases the hold before the guarded state change; an accept in between leaves a confirmed booking without money; zero rows changed counts as success"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """No claim: the hold is released, then the state changed where it is still the old one. An accept only changed the state, too."""

    def release_first(step: str, at: datetime) -> Callable[[str], None]:
        def work(reference: str) -> None:
            gateway.release(actions.read(reference).payment.intent_id or "", key=f"auto-decline-{reference}")
            waiting = Booking.objects.filter(reference=reference, state=process.AUTHORIZED)
            waiting.update(state=process.DECLINED, declined_reason="professional_no_response", auto_declined_at=at)

        return work

    def accept(*, reference: str, by: By, at: datetime) -> Booking:
        Booking.objects.filter(reference=reference, state=process.AUTHORIZED).update(state=process.CONFIRMED, accepted_at=at)
        return actions.read(reference)

    monkeypatch.setattr(deadlines, "through", release_first)
    monkeypatch.setattr(actions, "accept", accept)


def test_an_accept_while_the_hold_is_let_go_of_comes_too_late(stage: Stage) -> None:
    booking = stage.authorized()
    assert booking.respond_by is not None

    def accept_in_between(operation: str, *_: object) -> None:
        if operation.endswith("/cancel"):
            try:
                actions.accept(reference=booking.reference, by=stage.as_professional, at=booking.respond_by - timedelta(seconds=1))
            except (BeingConfirmed, NotNow):
                refused.append(operation)

    refused: list[str] = []
    stage.sim.observer = accept_in_between
    deadlines.auto_decline_due(booking.respond_by)
    assert [intent["status"] for intent in stage.sim.objects("payment_intent")] == ["canceled"]
    assert holds_and_states_agree(booking.respond_by) == []
    assert (actions.read(booking.reference).state, len(refused)) == ("declined", 1)


def test_a_booking_that_was_accepted_before_its_turn_is_not_counted_as_declined(stage: Stage) -> None:
    booking = stage.authorized()
    assert booking.respond_by is not None
    decline = deadlines.through("auto_decline", booking.respond_by)
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    counts = deadlines._each([booking.reference], decline, booking.respond_by)
    assert counts == {"passed": 1}
    assert [intent["status"] for intent in stage.sim.objects("payment_intent")] == ["succeeded"]
