"""A transfer's key was made of the day and of its place among what was still to be sent, so that others asked under the same one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.places.models import Market
from accounts.professionals.models import Professional
from casaora.kit.attempts import Outcome
from casaora.kit.steps import By
from payouts.batches import actions as batches
from payouts.batches import process, transfers
from payouts.batches.models import TransferAttempt
from payouts.ledger.models import Entry
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

DEFECT = "an idempotency key that depends on the batch date or on row order"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is reckoned at the call: the day of the batch, and which of its waiting payouts this is, the largest first."""
    call = transfers.call

    def dated(attempt: TransferAttempt) -> Outcome:
        batch = attempt.payout.batch
        waiting = batch.payouts.filter(state__in=[process.PLANNED, process.SENDING]).order_by("-net_minor", "pk")
        order = list(waiting.values_list("pk", flat=True))
        attempt.key = f"transfer:{batch.cut_off_at:%Y-%m-%d}:{order.index(attempt.payout_id) + 1}"
        return call(attempt)

    monkeypatch.setattr(transfers, "call", dated)


def test_two_batches_of_one_day_both_pay(ana: Professional, bank: Bank, at: datetime, co: Market) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    scenes.planned(bank, TUESDAY)
    batches.send_due(TUESDAY)
    bank.at = later = TUESDAY + timedelta(hours=3)
    scenes.payable(ana, "CB-A2", later, cop(80_000))
    batches.plan(market=co, cut_off_at=later, by=By("staff", 1), at=later, is_manual=True)
    batches.send_due(later)
    assert [transfer["amount"] for transfer in bank.transfers()] == [cop(100_000).minor, cop(80_000).minor]
    assert Entry.objects.filter(kind="transfer_sent").count() == 2


def test_everybody_in_a_batch_is_paid_in_whatever_order(ana: Professional, luz: Professional, bank: Bank, at: datetime) -> None:
    for who, amount in ((ana, cop(100_000)), (luz, cop(80_000))):
        scenes.ready(who, bank)
        scenes.payable(who, f"CB-{who.pk}", at, amount)
    batch = scenes.planned(bank, TUESDAY)
    batches.send_due(TUESDAY)
    assert [transfer["amount"] for transfer in bank.transfers()] == [cop(100_000).minor, cop(80_000).minor]
    assert scenes.states(batch) == ["paid", "paid"]
