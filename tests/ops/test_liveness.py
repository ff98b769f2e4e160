"""A clock that stands still is noticed, and so is money that did not move on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.places.models import Market
from accounts.professionals.models import Professional
from casaora import schedule
from casaora.kit.models import JobRun
from casaora.kit.steps import CLOCK
from casaora.ops import invariants, liveness
from casaora.timetable import JOBS
from payouts.batches import actions as batches
from payouts.earnings import actions as earnings
from tests.payouts import scenes
from tests.payouts.conftest import ana, co  # noqa: F401
from tests.payouts.scenes import TUESDAY

pytestmark = pytest.mark.django_db


def test_a_house_in_which_nothing_ran_yet_has_missed_nothing(at: datetime) -> None:
    assert liveness.missed(at) == []


def test_a_job_that_stands_still_is_named_while_the_others_go_on(at: datetime) -> None:
    for name in JOBS:
        JobRun.objects.create(job=name, started_at=at)
    JobRun.objects.exclude(job="expire_checks").update(started_at=at + timedelta(minutes=30))
    later = at + timedelta(minutes=40)
    JobRun.objects.filter(job="auto_decline").update(started_at=at)
    assert "auto_decline" in liveness.missed(later)  # every minute, and its last run is forty minutes old
    assert "expire_checks" not in liveness.missed(later)  # once a day
    assert "plan_payouts" not in liveness.missed(later)  # once an hour
    assert "the clock job auto_decline has not run when it should" in invariants.check(later)["every_clock_job_ran"]


def test_a_daily_job_that_never_ran_is_missed_after_two_days_of_others(at: datetime) -> None:
    for hours in range(0, 49):
        JobRun.objects.create(job="seal_ledger", started_at=at + timedelta(hours=hours))
    assert "expire_checks" not in liveness.missed(at + timedelta(hours=47))
    assert "expire_checks" in liveness.missed(at + timedelta(hours=49))


def test_a_tick_by_hand_counts(at: datetime) -> None:
    JobRun.objects.create(job="seal_ledger", started_at=at - timedelta(hours=1))
    assert "expire" in liveness.missed(at)
    schedule.run("expire", at)
    assert "expire" not in liveness.missed(at)


def test_money_that_cleared_and_stays_is_found_unless_something_holds_it(ana: Professional, at: datetime) -> None:  # noqa: F811
    earning = scenes.clearing(ana, "CB-AAAAAA", at)
    assert earning.clears_at is not None
    late = earning.clears_at + timedelta(hours=1, minutes=16)
    assert liveness.cleared_money_moved_on(late - timedelta(minutes=2)) == []
    assert liveness.cleared_money_moved_on(late) == ["earning CB-AAAAAA has cleared and is not payable"]
    earnings.hold_back(reference="CB-AAAAAA", reason="report", by=CLOCK, at=late)
    assert liveness.cleared_money_moved_on(late) == []
    earnings.let_go(reference="CB-AAAAAA", reason="report", by=CLOCK, at=late)
    assert liveness.cleared_money_moved_on(late + timedelta(minutes=10)) == []  # the release has its quarter of an hour
    assert liveness.cleared_money_moved_on(late + timedelta(hours=2)) != []
    earnings.release_cleared(late + timedelta(hours=2))
    assert liveness.cleared_money_moved_on(late + timedelta(hours=2)) == []


def test_a_payout_day_that_nobody_planned_is_found(ana: Professional, co: Market, at: datetime) -> None:  # noqa: F811
    scenes.payable(ana, "CB-AAAAAA", at)
    assert liveness.every_payout_day_was_planned(TUESDAY + timedelta(hours=1)) == []
    assert liveness.every_payout_day_was_planned(TUESDAY + timedelta(hours=2)) == ["nobody planned the payouts of CO of 2026-11-24 10:00 -05"]
    batches.plan_due(TUESDAY + timedelta(hours=2))
    assert liveness.every_payout_day_was_planned(TUESDAY + timedelta(hours=2)) == []
