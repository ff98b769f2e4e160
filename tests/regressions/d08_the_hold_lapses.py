"""The money was only set aside until the visit was done, and a card's bank lets go of it after a week: late visits were not paid."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from bookings.lifecycle import actions, authorization, deadlines
from bookings.lifecycle.claims import locked
from bookings.lifecycle.models import Booking
from bookings.lifecycle.steps import step_taken
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.acting import as_verb
from casaora.kit.steps import By
from payouts.ledger.models import Account
from payouts.ledger.queries import balance

DEFECT = "the hold lapses before capture"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """An accept only confirms, for the money is taken at the end; and the deadline does not look at how long the hold lasts."""

    def confirm(*, reference: str, by: By, at: datetime) -> Booking:
        with transaction.atomic(), as_verb():
            booking = locked(reference=reference)
            booking.accepted_at = at
            step_taken(booking, "accept", by, at)
        return actions.read(reference)

    def a_day(*, authorized_at: datetime, starts_at: datetime, capture_before: datetime | None) -> datetime:
        return min(authorized_at + authorization.RESPOND_WITHIN, starts_at - authorization.BEFORE_START)

    monkeypatch.setattr(actions, "accept", confirm)
    monkeypatch.setattr(authorization, "respond_by", a_day)


def test_a_visit_in_ten_days_is_paid_when_it_begins(stage: Stage) -> None:
    booking = stage.confirmed(starts_at=stage.at.replace(hour=15, minute=0) + timedelta(days=10))
    clock.set_to(booking.starts_at)
    stage.sim.tick()
    assert [intent["status"] for intent in stage.sim.objects("payment_intent")] == ["succeeded"]
    assert balance(Account.PROCESSOR_CASH, currency="COP") == booking.total


def test_what_nobody_answered_is_declined_by_us_before_the_bank_lets_go(stage: Stage) -> None:
    stage.sim.options.set(hold_seconds=20 * 3600)
    booking = stage.authorized()
    clock.set_to(stage.at + timedelta(hours=19))
    deadlines.auto_decline_due(stage.at + timedelta(hours=19))
    assert actions.read(booking.reference).state == "declined"
    assert [(i["status"], i["cancellation_reason"]) for i in stage.sim.objects("payment_intent")] == [("canceled", None)]
