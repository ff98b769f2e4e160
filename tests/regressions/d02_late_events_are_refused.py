"""Whatever had happened more than five minutes ago was refused at the door, so after an outage no retry could ever succeed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bookings.lifecycle import actions
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.stripe import gateway, inbox
from casaora.stripe.answers import Event
from casaora.stripe.errors import BadSignature

DEFECT = "events older than 5 min are refused, so no retry can ever succeed"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The age of the event is looked at, not the age of the signature."""
    verify = gateway.verify_event

    def young_only(*said: Any, **how: Any) -> Event:
        event = verify(*said, **how)
        if clock.now() - event.created > timedelta(minutes=5):
            raise BadSignature("too old")
        return event

    monkeypatch.setattr(gateway, "verify_event", young_only)


def test_a_retry_after_an_outage_of_twenty_minutes_is_taken(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    clock.move(timedelta(minutes=20))
    delivery = stage.sim.deliveries.due("checkout.session.completed")[0]
    signed = {"Stripe-Signature": delivery.signature}
    answer = Client().post("/webhooks/stripe/", delivery.body, content_type="application/json", headers=signed)
    inbox.sweep(clock.now())
    assert (answer.status_code, actions.read(booking.reference).state) == (200, "authorized")
