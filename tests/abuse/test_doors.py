"""Two people at one door, and each may say that the other was not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.customers.models import Address
from accounts.notifications.models import Notice
from accounts.places.positions import Position
from bookings.lifecycle import actions
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.doorway import WAIT
from bookings.lifecycle.models import Booking
from bookings.lifecycle.presence import NotProved, TooFar
from casaora.demo.scenes import Stage
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from tests.bookings.lifecycle.test_pages import browser

pytestmark = pytest.mark.django_db
HOME = Position(Decimal("4.65580"), Decimal("-74.05170"), 15)
BUS_STOP = replace(HOME, latitude=HOME.latitude + Decimal("0.002"))


@pytest.fixture
def booking(stage: Stage) -> Booking:
    Address.objects.filter(customer=stage.customer).update(latitude=HOME.latitude, longitude=HOME.longitude, accuracy_m=HOME.accuracy_m)
    return stage.confirmed()


def test_from_the_bus_stop_nobody_is_at_the_door(stage: Stage, booking: Booking) -> None:
    with pytest.raises(TooFar):
        actions.arrive(reference=booking.reference, by=stage.as_professional, at=booking.starts_at, position=BUS_STOP)
    # A browser that claims to be anywhere within a kilometre proves nothing.
    actions.arrive(reference=booking.reference, by=stage.as_professional, at=booking.starts_at, position=replace(HOME, accuracy_m=1000))
    with pytest.raises(NotProved):
        actions.customer_no_show(reference=booking.reference, by=stage.as_professional, at=booking.starts_at + WAIT, position=HOME)


def test_who_leaves_after_a_minute_is_not_paid_for_half_an_hour(stage: Stage, booking: Booking) -> None:
    actions.arrive(reference=booking.reference, by=stage.as_professional, at=booking.starts_at, position=HOME)
    with pytest.raises(NotNow):
        actions.customer_no_show(reference=booking.reference, by=stage.as_professional, at=booking.starts_at + timedelta(minutes=29), position=HOME)
    with pytest.raises(TooFar):
        actions.customer_no_show(reference=booking.reference, by=stage.as_professional, at=booking.starts_at + WAIT, position=BUS_STOP)


def test_who_comes_an_hour_early_does_not_wait_it_off_before_the_start(stage: Stage, booking: Booking) -> None:
    early = booking.starts_at - timedelta(minutes=29)
    actions.arrive(reference=booking.reference, by=stage.as_professional, at=early, position=HOME)
    with pytest.raises(NotNow):
        actions.customer_no_show(reference=booking.reference, by=stage.as_professional, at=booking.starts_at, position=HOME)


def test_a_family_that_was_at_home_was_told_in_time_and_its_answer_stops_the_money(stage: Stage, booking: Booking) -> None:
    actions.arrive(reference=booking.reference, by=stage.as_professional, at=booking.starts_at, position=HOME)
    told = Notice.objects.get(kind="booking_at_the_door", person_id=booking.customer_id)
    assert told.created_at == booking.starts_at
    ended = booking.starts_at + WAIT
    actions.customer_no_show(reference=booking.reference, by=stage.as_professional, at=ended, position=HOME)
    earning = Earning.objects.get(reference=booking.reference)
    assert earning.clears_at
    earnings.release_cleared(ended + timedelta(hours=48))
    assert Earning.objects.get(pk=earning.pk).state == "clearing"  # a person still has time to read the answer
    earnings.hold_back(reference=booking.reference, reason="report", by=stage.as_customer, at=ended + timedelta(hours=47))
    earnings.release_cleared(earning.clears_at + timedelta(days=9))
    assert Earning.objects.get(pk=earning.pk).state == "clearing"


def test_a_family_that_hid_cannot_have_everything_back(stage: Stage, booking: Booking) -> None:
    actions.arrive(reference=booking.reference, by=stage.as_professional, at=booking.starts_at + timedelta(minutes=3), position=HOME)
    with pytest.raises(NotNow):
        actions.professional_no_show(reference=booking.reference, by=stage.as_customer, at=booking.starts_at + timedelta(minutes=40))
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=booking.starts_at + timedelta(minutes=41))
    assert not stage.sim.objects("refund")


def test_who_came_when_the_family_had_gone_does_not_take_their_word_away(stage: Stage, booking: Booking) -> None:
    late = booking.starts_at + timedelta(minutes=31)
    with pytest.raises(NotNow):
        actions.arrive(reference=booking.reference, by=stage.as_professional, at=late, position=HOME)
    assert actions.professional_no_show(reference=booking.reference, by=stage.as_customer, at=late).state == "canceled"


def test_before_the_acceptance_she_cannot_feel_for_the_home(stage: Stage) -> None:
    Address.objects.filter(customer=stage.customer).update(latitude=HOME.latitude, longitude=HOME.longitude, accuracy_m=HOME.accuracy_m)
    booking = stage.authorized()
    with pytest.raises(NotNow):  # and not TooFar, whose metres would tell where it is
        actions.arrive(reference=booking.reference, by=stage.as_professional, at=booking.starts_at, position=BUS_STOP)
    assert "4.6558" not in browser(booking.professional_id).get(f"/en/bookings/{booking.reference}/").content.decode()
