"""A refund was a row and a sentence to the customer; nobody had asked the processor for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.lifecycle import actions
from bookings.payments import actions as payments
from bookings.payments.models import Attempt, Refund
from casaora.demo.scenes import Stage
from casaora.kit.attempts import SUCCEEDED, Outcome
from casaora.kit.money import Money
from casaora.stripe import answers
from payouts.ledger.models import Entry

DEFECT = "tips and refunds recorded but never moved"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refund is written down as given, without a call."""
    asked = payments.call

    def noted(attempt: Attempt) -> Outcome:
        if attempt.operation != Attempt.REFUND:
            return asked(attempt)
        amount = Money(int(attempt.parameters["amount_minor"]), attempt.payment.currency)
        name = str(attempt.parameters["reference"])
        return Outcome(SUCCEEDED, answers.Refund(id=name, status="succeeded", amount=amount, reference=name))

    monkeypatch.setattr(payments, "call", noted)


@pytest.mark.parametrize(("before", "share"), [(48, 10_000), (13, 5_000)])
def test_what_we_say_was_refunded_is_on_the_card(stage: Stage, before: int, share: int) -> None:
    booking = stage.confirmed()
    at = booking.starts_at - timedelta(hours=before)
    assert actions.cancel(reference=booking.reference, by=stage.as_customer, at=at).state == "canceled"
    there = {r["id"]: r["amount"] for r in stage.sim.objects("refund") if r["status"] == "succeeded"}
    assert dict(Refund.objects.values_list("processor_id", "amount_minor")) == there
    assert list(there.values()) == [booking.total.basis_points(share).minor]
    assert set(Entry.objects.filter(kind="refund").values_list("reference", flat=True)) == set(there)
