"""Blocking other people's slots must cost something; finishing early must bring nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bookings.lifecycle import actions, deadlines, requests
from bookings.lifecycle.models import Booking
from casaora.demo.scenes import Stage
from casaora.kit import clock
from payouts.earnings.models import Earning

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


FIRST = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


def days(stage: Stage, number: int) -> dict[str, object]:
    """A start on the so manyth day that she works, from Wednesday on."""
    return {"starts_at": FIRST + (number + number // 4) * DAY}


def test_two_unpaid_requests_at_once_are_enough(stage: Stage) -> None:
    stage.requested()
    stage.requested(**days(stage, 1))
    with pytest.raises(requests.TooManyRequests):
        stage.requested(**days(stage, 2))


def test_three_holds_at_once_are_enough(stage: Stage) -> None:
    for number in range(3):
        stage.authorized(**days(stage, number))
    with pytest.raises(requests.TooManyRequests):
        stage.requested(**days(stage, 3))


def test_five_payment_pages_in_an_hour_are_enough(stage: Stage) -> None:
    for number in range(5):
        booking = stage.requested(**days(stage, number))
        Booking.objects.filter(pk=booking.pk).update(state="declined")
    with pytest.raises(requests.TooManyRequests):
        stage.requested(**days(stage, 5))
    stage.at += timedelta(hours=1, minutes=1)
    clock.set_to(stage.at)
    assert stage.requested(**days(stage, 5)).state == "pending_payment"


@pytest.mark.parametrize("how", ["withdraw", "expire"])
def test_who_gives_up_twice_with_one_professional_waits_a_day(stage: Stage, how: str) -> None:
    for number in range(2):
        booking = stage.requested(**days(stage, number))
        if how == "withdraw":
            actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
        else:
            deadlines.expire_due(booking.payment.expires_at)
    with pytest.raises(requests.TooManyRequests):
        stage.requested(**days(stage, 2))
    stage.at += DAY + timedelta(minutes=1)
    clock.set_to(stage.at)
    assert stage.requested(**days(stage, 3)).state == "pending_payment"


def test_finishing_at_once_brings_the_money_no_sooner(stage: Stage) -> None:
    booking = stage.started()
    early = booking.starts_at + timedelta(minutes=5)
    actions.complete(reference=booking.reference, by=stage.as_professional, at=early)
    earning = Earning.objects.get(reference=booking.reference)
    assert earning.clears_at is not None
    assert earning.clears_at >= booking.ends_at + timedelta(hours=48)


def test_a_visit_that_runs_cannot_be_called_a_no_show_nor_canceled(stage: Stage) -> None:
    from bookings.lifecycle.claims import NotNow

    booking = stage.started()
    for verb in (actions.professional_no_show, actions.cancel):
        with pytest.raises(NotNow):
            verb(reference=booking.reference, by=stage.as_customer, at=booking.starts_at + timedelta(hours=1))
