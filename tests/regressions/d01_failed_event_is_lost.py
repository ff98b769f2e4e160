"""An event was stored before it was handled, and being stored counted as being done: what failed once was never handled."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from bookings.lifecycle import actions
from casaora.demo.scenes import Stage
from casaora.stripe import inbox
from casaora.stripe.models import Event

DEFECT = "a failed webhook is stored, so the retry is answered “duplicate” and the event is lost"
pytestmark = pytest.mark.django_db
PAID = "checkout.session.completed"


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handled is written down first, and what then goes wrong changes nothing about it."""
    works = inbox._dispatch

    def done_because_stored(row: Event, at: datetime) -> str:
        inbox._write(row, handled_at=at)
        return works(row, at)

    monkeypatch.setattr(inbox, "_dispatch", done_because_stored)


def sent(stage: Stage) -> int:
    """The processor sends (again) that the page was paid; what our door answers."""
    stage.sim.store.rows("UPDATE deliveries SET state = 'pending'")
    delivery = stage.sim.deliveries.due(PAID)[0]
    signed = {"Stripe-Signature": delivery.signature}
    return Client().post("/webhooks/stripe/", delivery.body, content_type="application/json", headers=signed).status_code


def test_an_event_that_failed_is_handled_when_it_can_be(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    stage.sim.faults.add("read_hold", "timeout_before")
    later = stage.at + timedelta(minutes=5)
    assert sent(stage) == 200
    assert inbox.sweep(later)["failed"] == 1
    assert sent(stage) == 200
    assert Event.objects.count() == 1
    inbox.sweep(later + timedelta(minutes=1))
    assert actions.read(booking.reference).state == "authorized"
