"""Holding back and letting go: a row with a reason, and words that a professional understands."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.professionals.models import Professional
from casaora.kit.steps import By
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning, EarningHold
from payouts.earnings.queries import held_among, why_held
from payouts.earnings.steps import NotNow
from tests.payouts import scenes

pytestmark = pytest.mark.django_db
SARA = By("staff", 99)


def held(at: datetime, **more: object) -> EarningHold:
    return earnings.hold_back(reference="CB-AAAAAA", reason="report", by=SARA, at=at, **more)  # type: ignore[arg-type]


def test_one_open_hold_a_reason(ana: Professional, at: datetime) -> None:
    scenes.payable(ana, "CB-AAAAAA", at)
    assert held(at).pk == held(at).pk
    earnings.hold_back(reference="CB-AAAAAA", reason="dispute", by=SARA, at=at)
    assert EarningHold.objects.count() == 2


def test_it_is_a_row_and_no_state(ana: Professional, at: datetime) -> None:
    made = scenes.payable(ana, "CB-AAAAAA", at)
    held(at)
    made.refresh_from_db()
    assert made.state == "payable"
    assert held_among([made.pk], at) == {made.pk}


def test_let_go_closes_it_and_says_by_whom(ana: Professional, at: datetime) -> None:
    made = scenes.payable(ana, "CB-AAAAAA", at)
    hold = held(at)
    assert earnings.let_go(reference="CB-AAAAAA", reason="report", by=SARA, at=at, why="nothing to it")
    assert not earnings.let_go(reference="CB-AAAAAA", reason="report", by=SARA, at=at)
    hold.refresh_from_db()
    assert (hold.closed_at, hold.closed_by_role, hold.closed_by_person_id, hold.closed_why) == (at, "staff", 99, "nothing to it")
    assert held_among([made.pk], at) == set()
    assert held(at).pk != hold.pk


def test_held_again_after_its_time_was_over(ana: Professional, at: datetime) -> None:
    scenes.payable(ana, "CB-AAAAAA", at)
    first = held(at, until=at + timedelta(hours=1))
    assert held(at + timedelta(minutes=59)).pk == first.pk
    assert held(at + timedelta(hours=1)).pk != first.pk


def test_what_was_paid_cannot_be_held(ana: Professional, at: datetime) -> None:
    made = scenes.payable(ana, "CB-AAAAAA", at)
    Earning.objects.filter(pk=made.pk).update(state="paid")
    with pytest.raises(NotNow):
        held(at)


def test_an_unknown_reason_is_refused(ana: Professional, at: datetime) -> None:
    scenes.payable(ana, "CB-AAAAAA", at)
    with pytest.raises(ValueError, match="mood"):
        earnings.hold_back(reference="CB-AAAAAA", reason="mood", by=SARA, at=at)


def test_the_professional_reads_why(ana: Professional, at: datetime) -> None:
    made = scenes.payable(ana, "CB-AAAAAA", at)
    assert why_held(made, at) == []
    held(at, unblocked_by="We answer by Friday.")
    assert why_held(made, at) == ["The family reported a problem with this visit.", "We answer by Friday."]
    assert why_held(scenes.expected(ana, "CB-B", at), at) == ["It starts to clear when the visit is done."]
    assert why_held(scenes.clearing(ana, "CB-C", at), at)[0].startswith("It waits seven days")
