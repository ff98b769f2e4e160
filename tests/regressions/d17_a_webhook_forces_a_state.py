"""An event wrote the state that its name suggests, whatever the booking was by then: late and repeated events turned time back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.lifecycle import actions, process, webhooks
from bookings.lifecycle.models import Booking
from casaora.demo.scenes import Stage
from casaora.stripe.reading import event_from
from payouts.ledger.models import Entry

DEFECT = "a webhook forces a state from any state"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page was paid, says the event: so the booking is authorized, and what was captured or released is gone."""

    def authorized_it_says(*, reference: str, at: datetime) -> None:
        waits = {"state": process.AUTHORIZED, "authorized_at": at, "respond_by": at + timedelta(hours=24)}
        Booking.objects.filter(payment__reference=reference).update(**waits)

    def canceled_it_says(event: Any, at: datetime) -> None:
        Booking.objects.filter(payment__intent_id=event.object_id).update(state=process.CANCELED, canceled_at=at)

    monkeypatch.setattr(webhooks, "authorize", authorized_it_says)
    monkeypatch.setattr(webhooks, "attempt_settled_there", canceled_it_says)


def ended(stage: Stage, state: str) -> Booking:
    if state == process.DECLINED:
        return actions.decline(reference=stage.authorized().reference, by=stage.as_professional, at=stage.at)
    return {process.CONFIRMED: stage.confirmed, process.COMPLETED: stage.completed}[state]()


@pytest.mark.parametrize("state", [process.CONFIRMED, process.DECLINED, process.COMPLETED])
def test_a_late_event_changes_nothing_of_a_booking_that_went_on(stage: Stage, state: str) -> None:
    booking = ended(stage, state)
    before = Entry.objects.count(), booking.steps.count()
    events = stage.sim.take_events("checkout.session.completed", "payment_intent.amount_capturable_updated")
    assert events
    for event in (*events, *events):
        webhooks.session_completed(event_from(event), booking.ends_at)
    after = actions.read(booking.reference)
    assert (after.state, after.payment.state) == (state, booking.payment.state)
    assert (Entry.objects.count(), after.steps.count()) == before


def test_news_of_a_hold_that_is_gone_does_not_say_how_the_booking_ended(stage: Stage) -> None:
    booking = ended(stage, process.DECLINED)
    for event in stage.sim.take_events("payment_intent.canceled"):
        webhooks.attempt_settled_there(event_from(event), stage.at)
    assert actions.read(booking.reference).state == process.DECLINED
