"""That there was a batch was taken for everybody having been paid: nobody went on after a crash, with a failure, or before the last cut-off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q, QuerySet

from accounts.professionals.models import Professional
from casaora.kit.steps import By
from payouts.batches import actions as batches
from payouts.batches import outcomes, process, transfers
from payouts.batches.models import Batch, Payout
from payouts.batches.returns import lock_earnings, undo
from payouts.batches.steps import payout_step
from payouts.earnings import queries
from payouts.earnings.models import Earning
from payouts.earnings.steps import step as earning_step
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

DEFECT = "any existing batch counts as done: a crash is never resumed, failures count as paid, a missed window is never paid"
pytestmark = pytest.mark.django_db
FRIDAY = TUESDAY + timedelta(days=3)


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a batch that nobody began is sent; what failed is written off as paid; a cut-off pays what came since the one before."""
    payable = queries.payable

    def not_begun(at: datetime) -> QuerySet[Batch]:
        return Batch.objects.filter(Q(paused_until__isnull=True) | Q(paused_until__lte=at), state=process.APPROVED)

    def written_off(payout: Payout, step: str, *, by: By, at: datetime, why: str) -> None:
        if step != "fail":
            return undo(payout, step, by=by, at=at, why=why)
        payout_step(payout, step, by=by, at=at, why=why)
        return earning_step(lock_earnings(payout), "pay", by=by, at=at, why=payout.reference, paid_at=at)

    def since_the_last(*, cut_off_at: datetime, **whose: Any) -> QuerySet[Earning]:
        return payable(cut_off_at=cut_off_at, **whose).filter(payable_at__gt=cut_off_at - timedelta(days=3, hours=12))

    monkeypatch.setattr(transfers, "_open_batches", not_begun)
    monkeypatch.setattr(outcomes, "undo", written_off)
    monkeypatch.setattr(queries, "payable", since_the_last)


def paid(bank: Bank) -> list[object]:
    return [transfer["amount"] for transfer in bank.transfers()]


def test_a_run_that_dies_is_gone_on_with(ana: Professional, luz: Professional, bank: Bank, at: datetime) -> None:
    for who in (ana, luz):
        scenes.ready(who, bank)
        scenes.payable(who, f"CB-{who.pk}", at)
    batch = scenes.planned(bank, TUESDAY)

    def die(word: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batches.send_due(TUESDAY, die)
    assert (len(paid(bank)), sorted(scenes.states(batch))) == (1, ["paid", "planned"])
    batches.send_due(TUESDAY + timedelta(minutes=1))
    assert paid(bank) == [cop(100_000).minor] * 2


def test_what_failed_is_paid_by_the_next_batch(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    batch = scenes.planned(bank, TUESDAY)
    bank.sim.faults.add("send_transfer", "decline")
    assert batches.send_due(TUESDAY)["failed"] == 1
    batch.refresh_from_db()
    assert (batch.state, Earning.objects.get().state, paid(bank)) == ("completed_with_failures", "payable", [])
    scenes.planned(bank, FRIDAY)
    batches.send_due(FRIDAY)
    assert paid(bank) == [cop(100_000).minor]


def test_what_a_missed_cut_off_should_have_paid_is_paid_by_the_next(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    scenes.planned(bank, FRIDAY + timedelta(days=4))  # on Tuesday and on Friday nothing ran
    batches.send_due(bank.at)
    assert paid(bank) == [cop(100_000).minor]
