"""A second try after a no carried the first one's key, and got the old no again; a silence was asked again under a new one, and paid twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from bookings.lifecycle import actions, claims, deadlines
from bookings.payments import actions as payments
from bookings.payments import records as money
from bookings.payments.models import Attempt, Payment
from casaora.demo.scenes import Stage
from casaora.kit.acting import OWNER, acting
from casaora.kit.attempts import Outcome

DEFECT = "a re-created attempt after a definite failure reuses the old key, or a retried unknown uses a new one"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is the payment's and the operation's, for ever; and whoever asks again after a silence makes a new one up."""
    opened = payments.open_attempt

    def with_the_same_key(payment: Payment, **more: Any) -> Attempt:
        attempt = opened(payment, **more)
        attempt.key = f"{payment.reference}-{attempt.operation}"
        attempt.save(update_fields=["key"])
        return attempt

    def with_a_new_key(attempt: Attempt, at: datetime) -> Outcome:
        attempt.key += f"-{at:%H%M}"
        return payments.call(attempt)

    for module in (payments, money, claims):
        monkeypatch.setattr(module, "open_attempt", with_the_same_key)
    monkeypatch.setattr(payments, "settle", with_a_new_key)
    with acting(role=OWNER), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bookings_attempt DROP CONSTRAINT bookings_attempt_key_key")


def given_back(stage: Stage) -> list[int]:
    return [r["amount"] for r in stage.sim.objects("refund")]


def test_a_new_try_after_a_definite_no_has_a_key_of_its_own(stage: Stage) -> None:
    booking = stage.confirmed()
    stage.sim.faults.add("refund", "decline")
    assert actions.cancel(reference=booking.reference, by=stage.as_customer, at=stage.at).state == "confirmed"
    assert actions.cancel(reference=booking.reference, by=stage.as_customer, at=stage.at).state == "canceled"
    keys = list(Attempt.objects.filter(operation=Attempt.REFUND).values_list("key", flat=True))
    assert len(set(keys)) == 2
    assert given_back(stage) == [booking.total_minor]


@pytest.mark.parametrize("reading", ["answers", "does not answer at first"])
def test_a_silence_is_asked_again_in_the_same_words_and_under_the_same_key(stage: Stage, reading: str) -> None:
    booking = stage.confirmed()
    at = booking.starts_at - timedelta(hours=5)
    stage.sim.faults.add("refund", "timeout_after")
    if reading != "answers":
        stage.sim.faults.add("list_refunds", "timeout_before")
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=at)
    for minutes in (6, 20, 40):
        deadlines.settle_unknown(at + timedelta(minutes=minutes))
    assert given_back(stage) == [booking.total.basis_points(2_500).minor]
    assert actions.read(booking.reference).state == "canceled"
