"""start and complete."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.actions import CODE_TRIES, WrongCode
from bookings.lifecycle.claims import NotNow
from casaora.demo.scenes import Stage
from payouts.earnings.models import Earning

pytestmark = pytest.mark.django_db


def start(stage: Stage, reference: str, at: object, code: str = "") -> object:
    return actions.start(reference=reference, by=stage.as_professional, at=at, code=code)  # type: ignore[arg-type]


def test_before_the_scheduled_start_only_the_code_opens_the_visit(stage: Stage) -> None:
    booking = stage.confirmed()
    early = booking.starts_at - timedelta(minutes=30)
    with pytest.raises(WrongCode):
        start(stage, booking.reference, early)
    start(stage, booking.reference, early, booking.start_code)
    assert actions.read(booking.reference).state == "in_progress"


def test_not_earlier_than_an_hour_before(stage: Stage) -> None:
    booking = stage.confirmed()
    with pytest.raises(NotNow):
        start(stage, booking.reference, booking.starts_at - timedelta(minutes=61), booking.start_code)


def test_after_the_scheduled_start_it_opens_without_the_code_and_that_is_noted(stage: Stage) -> None:
    booking = stage.confirmed()
    start(stage, booking.reference, booking.starts_at)
    assert actions.read(booking.reference).started_without_code


def test_a_code_cannot_be_guessed(stage: Stage) -> None:
    booking = stage.confirmed()
    early = booking.starts_at - timedelta(minutes=30)
    wrong = "0000" if booking.start_code != "0000" else "1111"
    for _ in range(CODE_TRIES):
        with pytest.raises(WrongCode):
            start(stage, booking.reference, early, wrong)
    with pytest.raises(WrongCode):
        start(stage, booking.reference, early, booking.start_code)


def test_complete_lets_the_earning_clear(stage: Stage) -> None:
    booking = stage.completed()
    earning = Earning.objects.get(reference=booking.reference)
    assert earning.state == "clearing"
    assert earning.clears_at is not None
    assert earning.clears_at >= booking.ends_at + timedelta(hours=48)


def test_nobodys_pay_waits_for_a_forgotten_button(stage: Stage) -> None:
    booking = stage.started()
    deadlines.complete_due(booking.ends_at + timedelta(hours=11))
    assert actions.read(booking.reference).state == "in_progress"
    deadlines.complete_due(booking.ends_at + timedelta(hours=12))
    assert actions.read(booking.reference).state == "completed"
