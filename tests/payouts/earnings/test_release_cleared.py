"""Release makes what has cleared payable, with its entries, once; what is held or broken stays and stops nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.professionals.models import Professional
from casaora.kit.steps import By
from payouts.earnings import actions as earnings
from payouts.earnings import clearing as rule
from payouts.earnings.models import Earning
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance, balances_of
from tests.payouts import scenes
from tests.payouts.scenes import cop

pytestmark = pytest.mark.django_db
NOTHING = {"released": 0, "failed": 0}


def due(made: Earning) -> datetime:
    assert made.clears_at
    return made.clears_at + rule.RELEASE_AFTER


def test_it_becomes_payable_fifteen_minutes_after_it_cleared(ana: Professional, at: datetime) -> None:
    made = scenes.clearing(ana, "CB-AAAAAA", at)
    assert earnings.release_cleared(due(made) - timedelta(seconds=1)) == NOTHING
    assert earnings.release_cleared(due(made)) == {"released": 1, "failed": 0}
    made.refresh_from_db()
    assert (made.state, made.payable_at) == ("payable", due(made))
    mine = balances_of(ana.pk, currency="COP")
    assert (mine[Account.HELD_FOR_PROFESSIONALS], mine[Account.PAYABLE_TO]) == (cop(0), -cop(100_000))
    assert balance(Account.SERVICE_FEES, currency="COP") == -cop(15_000)
    assert balance(Account.SERVICE_FEES_UNEARNED, currency="COP") == cop(0)


def test_released_again_it_posts_nothing(ana: Professional, at: datetime) -> None:
    made = scenes.clearing(ana, "CB-AAAAAA", at)
    earnings.release_cleared(due(made))
    before = Entry.objects.count()
    assert earnings.release_cleared(due(made) + timedelta(days=9)) == NOTHING
    assert Entry.objects.count() == before


def test_a_tip_has_no_fee_to_earn(ana: Professional, at: datetime) -> None:
    scenes.expected(ana, "CB-A/tip", at, fee=cop(0), kind="tip")
    made = earnings.start_clearing(reference="CB-A/tip", scheduled_end=at, ended_at=at, by=scenes.professional(ana), at=at)
    earnings.release_cleared(due(made))
    assert not Entry.objects.filter(kind="fee_earned").exists()


def test_what_is_held_stays(ana: Professional, at: datetime) -> None:
    made = scenes.clearing(ana, "CB-AAAAAA", at)
    earnings.hold_back(reference="CB-AAAAAA", reason="report", by=By("customer", 1), at=at)
    assert earnings.release_cleared(due(made)) == NOTHING
    earnings.let_go(reference="CB-AAAAAA", reason="report", by=By("staff", 1), at=due(made))
    assert earnings.release_cleared(due(made))["released"] == 1


def test_a_hold_with_an_end_ends(ana: Professional, at: datetime) -> None:
    made = scenes.clearing(ana, "CB-AAAAAA", at)
    until = due(made) + timedelta(hours=5)
    earnings.hold_back(reference="CB-AAAAAA", reason="review", by=By("staff", 1), at=at, until=until)
    assert earnings.release_cleared(until - timedelta(seconds=1)) == NOTHING
    assert earnings.release_cleared(until)["released"] == 1


def test_an_undated_charge_waits_seven_days_from_its_capture(ana: Professional, at: datetime) -> None:
    for n in range(3):
        scenes.payable(ana, f"CB-AAAAA{n}", at)
    made = scenes.clearing(ana, "CB-BBBBBB", at)
    Earning.objects.filter(pk=made.pk).update(available_on=None)
    assert earnings.release_cleared(due(made)) == NOTHING
    assert earnings.release_cleared(made.expected_at + timedelta(days=7))["released"] == 1


def test_one_that_fails_backs_off_and_stops_nobody(ana: Professional, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = scenes.clearing(ana, "CB-AAAAAA", at), scenes.clearing(ana, "CB-BBBBBB", at)
    real = earnings.post

    def fragile(**entry: Any) -> Entry:
        if entry["reference"] == "CB-AAAAAA":
            raise OSError("no")
        return real(**entry)

    monkeypatch.setattr(earnings, "post", fragile)
    assert earnings.release_cleared(due(sound)) == {"released": 1, "failed": 1}
    broken.refresh_from_db()
    assert (broken.state, broken.tries, broken.next_try_at) == ("clearing", 1, due(sound) + timedelta(minutes=1))
    assert "no" in broken.problem
    monkeypatch.undo()
    assert earnings.release_cleared(due(sound)) == NOTHING
    assert earnings.release_cleared(due(sound) + timedelta(minutes=1))["released"] == 1
    broken.refresh_from_db()
    assert (broken.state, broken.problem, broken.tries) == ("payable", "", 0)


def test_more_than_a_batch_is_released_in_one_run(ana: Professional, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earnings, "BATCH", 2)
    for n in range(5):
        scenes.clearing(ana, f"CB-AAAAA{n}", at)
    assert earnings.release_cleared(at + timedelta(days=8))["released"] == 5
