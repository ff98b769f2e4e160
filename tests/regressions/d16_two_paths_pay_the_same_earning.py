"""A manual and a scheduled payout each looked for unpaid work in their own way; and a time-out gave the earnings back, to be sent again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from accounts.places.models import Market
from accounts.professionals.models import Professional
from casaora.kit.acting import OWNER, acting
from casaora.kit.attempts import REFUSED, UNKNOWN, Outcome, perform
from payouts.batches import actions as batches
from payouts.batches import planning, transfers
from payouts.batches.models import PayoutLine
from payouts.earnings.models import Earning
from payouts.ledger.models import Account
from payouts.ledger.queries import balances_of
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

DEFECT = "two payout paths pay the same earning; an unknown outcome is treated as failure and restored"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever has no payment date is planned, and nothing forbids a second line; whoever does not answer has refused."""

    def not_paid_yet(*, market_code: str, cut_off_at: datetime, **_: object) -> QuerySet[Earning]:
        return Earning.objects.filter(market_id=market_code, payable_at__lte=cut_off_at, paid_at=None).order_by("pk")

    def taken_from_any_state(rows: Sequence[Earning], name: str, **_: object) -> None:
        Earning.objects.filter(pk__in=[e.pk for e in rows], paid_at=None).update(state="in_payout")

    def silence_is_a_no(call: Callable[[], Any]) -> Outcome:
        outcome = perform(call)
        return Outcome(REFUSED, code=outcome.code) if outcome.kind == UNKNOWN else outcome

    monkeypatch.setattr(planning.earnings, "payable", not_paid_yet)
    monkeypatch.setattr(planning, "earning_step", taken_from_any_state)
    monkeypatch.setattr(transfers, "perform", silence_is_a_no)
    with acting(role=OWNER), connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_live_line_an_earning")


def test_a_manual_batch_beside_the_scheduled_one_takes_nothing_of_it(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    scenes.planned(bank, TUESDAY)
    co = Market.objects.get(code="CO")
    batches.plan(market=co, cut_off_at=TUESDAY, by=scenes.CLOCK, at=TUESDAY, is_manual=True)
    mine = balances_of(ana.pk, currency="COP")
    assert PayoutLine.objects.filter(earning__reference="CB-A1", is_live=True).count() == 1
    assert (mine[Account.PAYABLE_TO], mine[Account.IN_TRANSIT]) == (cop(0), -cop(100_000))


def test_a_transfer_whose_answer_was_lost_is_not_made_again_with_the_next_batch(
    ana: Professional, bank: Bank, at: datetime
) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    scenes.planned(bank, TUESDAY)
    bank.sim.faults.add("send_transfer", "timeout_after")
    batches.send_due(TUESDAY)
    friday = TUESDAY + timedelta(days=3)
    scenes.planned(bank, friday)
    batches.send_due(friday)
    batches.settle_unknown(friday + timedelta(minutes=5))
    assert [t["amount"] for t in bank.transfers()] == [cop(100_000).minor]
    assert balances_of(ana.pk, currency="COP")[Account.IN_TRANSIT] == cop(0)
