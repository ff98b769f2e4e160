"""The door on a booking's page: what each of the two sees, in both languages, and what the buttons say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.customers.models import Address
from bookings.lifecycle import actions
from bookings.lifecycle.models import Booking
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.accounts.staff import enter
from tests.bookings.lifecycle.test_pages import browser
from tests.bookings.lifecycle.test_posts import press

pytestmark = pytest.mark.django_db(transaction=True)
THERE = {"latitude": "4.65580", "longitude": "-74.05170", "accuracy": "20"}
ELSEWHERE = THERE | {"latitude": "4.70000"}


@pytest.fixture
def booking(stage: Stage) -> Booking:
    """Confirmed, its start now, in a home that is on the map."""
    Address.objects.filter(customer=stage.customer).update(latitude="4.65580", longitude="-74.05170", accuracy_m=12)
    booking = stage.confirmed()
    clock.set_to(booking.starts_at)
    return booking


def page(person_id: int, booking: Booking, language: str = "en") -> str:
    return browser(person_id).get(f"/{language}/bookings/{booking.reference}/").content.decode()


def test_from_the_door_to_the_end(stage: Stage, booking: Booking) -> None:
    assert "Does nobody open?" in page(booking.professional_id, booking)
    assert "at your door" not in page(booking.customer_id, booking)
    assert "4915 m from the home" in press(stage, "professional", booking.reference, "arrival", **ELSEWHERE)
    assert "has been told that you are at the door" in press(stage, "professional", booking.reference, "arrival", **THERE)
    said = page(booking.customer_id, booking)
    assert "Ana Milena is at your door since 10:00" in said
    assert "She waits until 10:30" in said
    assert "está en tu puerta desde las 10:00" in page(booking.customer_id, booking, "es")
    assert "hasta las 10:30" in page(booking.professional_id, booking, "es")
    assert "moved on" in press(stage, "professional", booking.reference, "nobody-home", **THERE)
    clock.set_to(booking.starts_at + timedelta(minutes=31))
    assert "Nobody came" not in page(booking.customer_id, booking)
    assert "moved on" in press(stage, "customer", booking.reference, "no-show")
    assert "cannot show that you were at the door" in press(stage, "professional", booking.reference, "nobody-home")
    assert "from the home" in press(stage, "professional", booking.reference, "nobody-home", **ELSEWHERE)
    assert "it is paid" in press(stage, "professional", booking.reference, "nobody-home", **THERE)
    assert "Nobody opened the door" in page(booking.customer_id, booking)
    assert "Nadie abrió la puerta" in page(booking.professional_id, booking, "es")


def test_at_the_home_she_checks_in_early_without_the_code(stage: Stage, booking: Booking) -> None:
    clock.set_to(booking.starts_at - timedelta(minutes=15))
    assert "not the arrival code" in press(stage, "professional", booking.reference, "start", **ELSEWHERE)
    assert "has begun" in press(stage, "professional", booking.reference, "start", **THERE)
    assert "At the home, without the code" in page(booking.customer_id, booking)


def test_only_the_pages_that_ask_may_ask_where_somebody_is(booking: Booking) -> None:
    client = browser(booking.professional_id)
    assert "geolocation=(self)" in client.get(f"/en/bookings/{booking.reference}/").headers["Permissions-Policy"]
    assert "geolocation=()" in client.get("/en/professional/bookings/").headers["Permissions-Policy"]


def test_she_never_reads_where_the_home_is(booking: Booking) -> None:
    assert "4.6558" not in page(booking.professional_id, booking) + page(booking.customer_id, booking)


def test_support_decides_where_no_position_can(stage: Stage, booking: Booking) -> None:
    Booking.objects.filter(pk=booking.pk).update(position_accuracy_m=1500)
    assert "proves nothing here" in page(booking.professional_id, booking)
    press(stage, "professional", booking.reference, "arrival", **THERE)
    clock.set_to(booking.starts_at + timedelta(minutes=31))
    from django.test import Client

    staff = enter(Client(), cast.staff("Eva", "Luna", "support"))
    said = {"action": "nobody_opened", "_selected_action": [booking.pk]}
    assert "Write a reason" in staff.post("/admin/bookings/booking/", {**said, "why": ""}, follow=True).content.decode()
    staff.post("/admin/bookings/booking/", {**said, "why": "She called us from the door."}, follow=True)
    after = actions.read(booking.reference)
    assert (after.state, after.steps.last().by_role) == ("canceled", "staff")
    assert "She called us from the door." in page(booking.customer_id, booking)
    assert staff.get(f"/admin/bookings/booking/{booking.pk}/change/").status_code == 200
