"""Pesos were sent where the processor reads centavos: a hundredth of the price was charged, and a hundredth of the wage sent."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.professionals.models import Professional
from bookings.lifecycle import actions
from casaora.demo.scenes import Stage
from casaora.kit.money import EXPONENT, Money
from casaora.stripe import gateway, parameters
from payouts.batches import actions as batches
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

DEFECT = "whole units sent as minor units"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of pesos, as people say it."""

    def in_pesos(amount: Money) -> int:
        return amount.minor // int(10 ** EXPONENT[amount.currency])

    for module in (parameters, gateway):
        monkeypatch.setattr(module, "to_processor", in_pesos)


def test_the_page_asks_for_the_price_in_centavos(stage: Stage) -> None:
    booking = stage.requested()
    assert booking.total == cop(156_400)
    assert [(s["amount_total"], s["currency"]) for s in stage.sim.objects("checkout.session")] == [(15_640_000, "cop")]


def test_what_was_held_is_captured_and_given_back_in_centavos(stage: Stage) -> None:
    booking = stage.authorized()
    assert booking.state == "authorized", "the hold is not the one asked for"
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert [i["amount_received"] for i in stage.sim.objects("payment_intent")] == [15_640_000]
    assert [r["amount"] for r in stage.sim.objects("refund")] == [15_640_000]


def test_her_wage_is_sent_in_centavos(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at, cop(136_000))
    scenes.planned(bank, TUESDAY)
    batches.send_due(TUESDAY)
    assert [(t["amount"], t["currency"]) for t in bank.transfers()] == [(13_600_000, "cop")]
