"""The earnings of a cut-off were summed without a name and divided by their number: nobody got her own, and the roundings were nobody's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from accounts.professionals.models import Professional
from casaora.kit.money import STEP
from payouts.batches import actions as batches
from payouts.batches import plans
from payouts.batches.models import PayoutLine
from payouts.connect.models import PayoutAccount
from payouts.ledger.queries import balances_of
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

DEFECT = "grouping loses the professional; amounts are split evenly and rounded, so lines do not sum"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line is the same share of the whole, in whole pesos."""
    plan = plans.plan

    def evenly(*, payables: Any, currency: str, **rest: Any) -> plans.Plan:
        rows = list(payables)
        share = sum(row.amount_minor for row in rows) // (max(len(rows), 1) * STEP[currency]) * STEP[currency]
        return plan(payables=[replace(row, amount_minor=share) for row in rows], currency=currency, **rest)

    monkeypatch.setattr(plans, "plan", evenly)


def test_everybody_gets_the_sum_of_her_own(ana: Professional, luz: Professional, bank: Bank, at: datetime) -> None:
    for who in (ana, luz):
        scenes.ready(who, bank)
    earned = {"CB-A1": (ana, cop(100_001)), "CB-A2": (ana, cop(70_000)), "CB-L1": (luz, cop(55_000))}
    for reference, (who, amount) in earned.items():
        scenes.payable(who, reference, at, amount)
    scenes.planned(bank, TUESDAY)
    lines = PayoutLine.objects.values_list("earning__reference", "payout__professional_id", "amount_minor")
    assert set(lines) == {(reference, who.pk, amount.minor) for reference, (who, amount) in earned.items()}
    batches.send_due(TUESDAY)
    accounts = dict(PayoutAccount.objects.values_list("professional_id", "processor_id"))
    sent = {transfer["destination"]: transfer["amount"] for transfer in bank.transfers()}
    assert sent == {accounts[ana.pk]: cop(170_001).minor, accounts[luz.pk]: cop(55_000).minor}
    assert not any((*balances_of(ana.pk, currency="COP").values(), *balances_of(luz.pk, currency="COP").values()))
