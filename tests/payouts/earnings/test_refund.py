"""Money that goes back comes from the right account, for every state of the earning, and only once."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.professionals.models import Professional
from casaora.kit.steps import By
from payouts.earnings import actions as earnings
from payouts.earnings import reversals
from payouts.earnings.models import Earning
from payouts.earnings.steps import NotNow
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance, balances_of
from tests.payouts import scenes
from tests.payouts.scenes import cop

pytestmark = pytest.mark.django_db
SARA = By("staff", 99)


def refunded(at: datetime, pesos: int = 40_000, fee: int = 6_000, refund_id: str = "re_1") -> Earning:
    return earnings.refund(
        reference="CB-AAAAAA", refund_id=refund_id, earning=cop(pesos), fee=cop(fee), by=SARA, at=at, why="late"
    )


@pytest.mark.parametrize("scene", [scenes.expected, scenes.clearing])
def test_while_held_it_comes_from_what_is_held(scene: object, ana: Professional, at: datetime) -> None:
    scene(ana, "CB-AAAAAA", at)  # type: ignore[operator]
    made = refunded(at)
    assert (made.amount, made.fee) == (cop(60_000), cop(9_000))
    assert balances_of(ana.pk, currency="COP")[Account.HELD_FOR_PROFESSIONALS] == -cop(60_000)
    assert balance(Account.SERVICE_FEES_UNEARNED, currency="COP") == -cop(9_000)
    assert balance(Account.PROCESSOR_CASH, currency="COP") == cop(69_000)


def test_when_payable_it_comes_from_what_is_payable(ana: Professional, at: datetime) -> None:
    scenes.payable(ana, "CB-AAAAAA", at)
    assert refunded(at).amount == cop(60_000)
    assert balances_of(ana.pk, currency="COP")[Account.PAYABLE_TO] == -cop(60_000)
    assert balance(Account.SERVICE_FEES, currency="COP") == -cop(9_000)


@pytest.mark.parametrize("state", ["in_payout", "paid"])
def test_once_it_left_she_owes_it(state: str, ana: Professional, at: datetime) -> None:
    made = scenes.payable(ana, "CB-AAAAAA", at)
    Earning.objects.filter(pk=made.pk).update(state=state)
    made = refunded(at)
    assert (made.amount, made.owed_minor, made.refunded_at, made.state) == (cop(100_000), cop(40_000).minor, at, state)
    assert balances_of(ana.pk, currency="COP")[Account.OWED_BY] == cop(40_000)


def test_the_same_refund_told_again_changes_nothing(ana: Professional, at: datetime) -> None:
    scenes.expected(ana, "CB-AAAAAA", at)
    refunded(at)
    assert refunded(at).amount == cop(60_000)
    assert Entry.objects.filter(kind="refund").count() == 1


def test_all_of_it_reverses_the_earning(ana: Professional, at: datetime) -> None:
    scenes.clearing(ana, "CB-AAAAAA", at)
    made = refunded(at, 100_000, 15_000)
    assert (made.state, made.amount_minor, made.fee_minor) == ("reversed", 0, 0)
    with pytest.raises(NotNow):
        refunded(at, 1, 0, "re_2")


@pytest.mark.parametrize(("pesos", "fee"), [(100_001, 0), (0, 15_001)])
def test_never_more_than_there_is(ana: Professional, at: datetime, pesos: int, fee: int) -> None:
    scenes.expected(ana, "CB-AAAAAA", at)
    with pytest.raises(reversals.TooMuch):
        refunded(at, pesos, fee)
    assert not Entry.objects.filter(kind="refund").exists()


def test_reverse_posts_nothing_itself(ana: Professional, at: datetime) -> None:
    scenes.expected(ana, "CB-AAAAAA", at)
    for _ in range(2):
        made = earnings.reverse(reference="CB-AAAAAA", by=SARA, at=at, why="she is ill")
    assert (made.state, made.steps.count()) == ("reversed", 2)
    assert [e.kind for e in Entry.objects.all()] == ["capture"]


def test_what_was_given_back_of_a_paid_earning_is_not_lost_again_to_a_bank(ana: Professional, at: datetime) -> None:
    made = scenes.payable(ana, "CB-AAAAAA", at)
    Earning.objects.filter(pk=made.pk).update(state="paid")
    refunded(at, 40_000, 15_000)  # all of our fee went with it
    lost = earnings.lose(reference="CB-AAAAAA", movement_id="txn_1", amount=cop(60_000), beyond=cop(0), by=SARA, at=at)
    assert (lost.earning, lost.fee, lost.borne) == (cop(60_000), cop(0), cop(0))
    again = earnings.lose(reference="CB-AAAAAA", movement_id="txn_2", amount=cop(10), beyond=cop(0), by=SARA, at=at)
    assert (again.earning, again.fee, again.borne) == (cop(0), cop(0), cop(10))
