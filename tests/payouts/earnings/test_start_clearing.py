"""When the work is done an earning starts to clear, and never clears too early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.professionals.models import Professional
from payouts.earnings import actions as earnings
from payouts.earnings import clearing as rule
from payouts.earnings.models import EarningStep
from payouts.earnings.steps import NotNow
from tests.payouts import scenes
from tests.payouts.scenes import professional

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
HOURS_48 = timedelta(hours=48)


@given(moments, moments, st.booleans(), st.lists(st.none() | moments, max_size=3))
def test_never_before_anything_that_it_must_wait_for(
    scheduled: datetime, ended: datetime, cautious: bool, others: list[datetime | None]
) -> None:
    clears = rule.clears_at(scheduled_end=scheduled, ended_at=ended, is_cautious=cautious, not_before=others)
    waits = [scheduled + HOURS_48, ended + HOURS_48, *(o for o in others if o)]
    if cautious:
        waits += [scheduled + timedelta(days=7), ended + timedelta(days=7)]
    assert clears == max(waits)
    assert clears - max(scheduled, ended) >= rule.REPORT_WINDOW


@pytest.mark.django_db
def test_the_first_three_wait_seven_days_and_the_fourth_two(ana: Professional, at: datetime) -> None:
    waits = [(made.clears_at or at) - at for made in (scenes.clearing(ana, f"CB-AAAAA{n}", at) for n in range(4))]
    assert waits == [timedelta(days=7)] * 3 + [HOURS_48]


@pytest.mark.django_db
def test_an_early_finish_clears_from_the_scheduled_end(ana: Professional, at: datetime) -> None:
    for n in range(3):
        scenes.clearing(ana, f"CB-AAAAA{n}", at)
    scenes.expected(ana, "CB-BBBBBB", at)
    made = earnings.start_clearing(
        reference="CB-BBBBBB", scheduled_end=at + timedelta(hours=2), ended_at=at, by=professional(ana), at=at
    )
    assert made.clears_at == at + timedelta(hours=50)


@pytest.mark.django_db
def test_a_tip_waits_for_its_job_and_longer_from_a_new_card(ana: Professional, at: datetime) -> None:
    job_clears = at + timedelta(days=3)
    for reference, new_card, expected in (("CB-A/tip", False, job_clears), ("CB-B/tip", True, at + timedelta(days=7))):
        scenes.expected(ana, reference, at, fee=scenes.cop(0), kind="tip")
        made = earnings.start_clearing(
            reference=reference,
            scheduled_end=at,
            ended_at=at,
            by=professional(ana),
            at=at,
            not_before=job_clears,
            new_card=new_card,
        )
        assert made.clears_at == expected


@pytest.mark.django_db
def test_start_clearing_again_changes_nothing(ana: Professional, at: datetime) -> None:
    made = scenes.clearing(ana, "CB-AAAAAA", at)
    again = earnings.start_clearing(
        reference="CB-AAAAAA", scheduled_end=at, ended_at=at, by=professional(ana), at=at + timedelta(days=30)
    )
    assert (again.clears_at, EarningStep.objects.filter(step="start_clearing").count()) == (made.clears_at, 1)


@pytest.mark.django_db
def test_what_was_reversed_does_not_clear(ana: Professional, at: datetime) -> None:
    scenes.expected(ana, "CB-AAAAAA", at)
    earnings.reverse(reference="CB-AAAAAA", by=professional(ana), at=at)
    with pytest.raises(NotNow):
        earnings.start_clearing(reference="CB-AAAAAA", scheduled_end=at, ended_at=at, by=professional(ana), at=at)


@pytest.mark.django_db
@pytest.mark.parametrize("dated_first", [True, False])
def test_clearing_never_precedes_the_day_the_money_is_usable(ana: Professional, at: datetime, dated_first: bool) -> None:
    scenes.expected(ana, "CB-AAAAAA", at)
    usable = at + timedelta(days=20)
    if dated_first:
        earnings.set_available_on(reference="CB-AAAAAA", available_on=usable, at=at)
    earnings.start_clearing(reference="CB-AAAAAA", scheduled_end=at, ended_at=at, by=professional(ana), at=at)
    made = earnings.set_available_on(reference="CB-AAAAAA", available_on=usable, at=at)
    assert made.clears_at == usable
