"""A refund was a row and a sentence to the customer, a tip a row and a sentence to her; nobody had asked the processor for either."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bookings.lifecycle import actions
from bookings.payments import actions as payments
from bookings.payments.models import Attempt, Refund
from casaora.demo.scenes import Stage
from casaora.kit.attempts import SUCCEEDED, Outcome
from casaora.kit.money import Money
from casaora.stripe import answers, gateway
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance
from tests.bookings.supplements.scenes import paid, tipping

DEFECT = "tips and refunds recorded but never moved"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refund is written down as given, and a tip as taken, without a call."""
    asked = payments.call

    def noted(attempt: Attempt) -> Outcome:
        if attempt.step == "pay_tip":
            hold = gateway.read_hold(attempt.payment.intent_id or "")
            return Outcome(SUCCEEDED, replace(hold, status="succeeded", captured=hold.amount))
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


def test_what_we_say_was_tipped_was_charged_and_is_hers(stage: Stage) -> None:
    given = paid(stage, tipping(stage))
    charged = [c["amount_captured"] for c in stage.sim.objects("charge") if c["captured"]]
    assert charged == [given.booking.total_minor, given.total_minor]
    assert balance(Account.PROCESSOR_CASH, currency="COP").minor == sum(charged)
    assert balance(Account.TIPS_HELD, currency="COP", person_id=given.booking.professional_id) == -given.total
