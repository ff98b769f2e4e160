"""A visit's file and the private address: what each of the two reads, who does not, and when the address ends."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.users.models import User
from bookings.calendars.models import CalendarFeed
from bookings.lifecycle import actions
from bookings.lifecycle.cancellation import cancel
from bookings.lifecycle.models import Booking
from bookings.lifecycle.proposals import propose_time, reschedule
from casaora.demo import cast
from casaora.demo.scenes import Stage
from tests.bookings.calendars.reading import read, unescaped

pytestmark = pytest.mark.django_db


def browser(person_id: int) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person_id))
    return client


def address_of(person_id: int) -> str:
    page = browser(person_id).post("/en/bookings/calendar/address/").content.decode()
    found = re.search(r'value="http[^"]*(/calendar/[^"]+\.ics)"', page)
    assert found
    return found[1]


def visits(address: str) -> list[dict[str, str]]:
    answer = Client().get(address)
    assert answer.status_code == 200
    return read(answer.content)[1]


def file_of(booking: Booking, person_id: int) -> tuple[dict[str, str], dict[str, str]]:
    whole, [event] = read(browser(person_id).get(f"/en/bookings/{booking.reference}/visit.ics").content)
    return whole, event


def test_the_file_names_the_hours_the_place_and_the_person_and_no_code(stage: Stage) -> None:
    booking = stage.confirmed()
    whole, event = file_of(booking, booking.customer_id)
    assert (whole["METHOD"], event["STATUS"], event["UID"]) == ("PUBLISH", "CONFIRMED", f"{booking.reference}@casaora")
    assert event["DTSTART"] == f"{booking.starts_at:%Y%m%dT%H%M%SZ}"
    assert booking.address_line in unescaped(event["LOCATION"])
    assert "time in Bogotá" in unescaped(event["DESCRIPTION"])
    assert booking.start_code not in str(event)


def test_strangers_and_visitors_get_no_file(stage: Stage) -> None:
    booking = stage.confirmed()
    path = f"/en/bookings/{booking.reference}/visit.ics"
    assert browser(cast.customer("Jorge", "Peña").pk).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_before_she_accepts_the_professional_reads_the_neighborhood_alone(stage: Stage) -> None:
    booking = stage.authorized()
    address = address_of(booking.professional_id)
    for event in (file_of(booking, booking.professional_id)[1], *visits(address)):
        assert event["STATUS"] == "TENTATIVE"
        assert booking.address_line not in unescaped(event["LOCATION"])
        assert booking.neighborhood.name in unescaped(event["LOCATION"])
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert booking.address_line in unescaped(visits(address)[0]["LOCATION"])


def test_a_request_that_is_not_paid_is_in_nobodys_calendar(stage: Stage) -> None:
    booking = stage.requested()
    assert visits(address_of(booking.customer_id)) == visits(address_of(booking.professional_id)) == []
    assert browser(booking.customer_id).get(f"/en/bookings/{booking.reference}/visit.ics").status_code == 404


def test_each_change_has_a_higher_number_and_the_same_uid(stage: Stage) -> None:
    booking = stage.authorized()
    address = address_of(booking.customer_id)
    seen = [visits(address)[0]]
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    seen.append(visits(address)[0])
    later = booking.starts_at + timedelta(days=1)
    propose_time(reference=booking.reference, starts_at=later, by=stage.as_customer, at=stage.at)
    reschedule(reference=booking.reference, by=stage.as_professional, at=stage.at)
    seen.append(visits(address)[0])
    cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    seen.append(visits(address)[0])
    numbers = [int(event["SEQUENCE"]) for event in seen]
    assert numbers == sorted(set(numbers))
    assert len({event["UID"] for event in seen}) == 1
    assert seen[2]["DTSTART"] == f"{later:%Y%m%dT%H%M%SZ}"
    assert seen[3]["STATUS"] == "CANCELLED"
    assert file_of(booking, booking.customer_id)[0]["METHOD"] == "CANCEL"


def test_after_a_cancellation_the_professional_reads_no_address(stage: Stage) -> None:
    booking = stage.confirmed()
    cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert booking.address_line not in str(visits(address_of(booking.professional_id)))


def test_a_new_address_ends_the_old_one_and_ending_it_ends_both(stage: Stage) -> None:
    booking = stage.confirmed()
    first = address_of(booking.customer_id)
    second = address_of(booking.customer_id)
    assert Client().get(first).status_code == 404
    assert len(visits(second)) == 1
    assert second.split("/")[-1].removesuffix(".ics") not in CalendarFeed.objects.get().secret_hash
    browser(booking.customer_id).post("/en/bookings/calendar/end/")
    assert Client().get(second).status_code == 404


def test_a_person_who_is_suspended_is_read_by_no_calendar(stage: Stage) -> None:
    booking = stage.confirmed()
    address = address_of(booking.customer_id)
    User.objects.filter(pk=booking.customer_id).update(suspended_at=stage.at)
    assert Client().get(address).status_code == 404


def test_a_calendar_that_has_the_newest_is_told_so(stage: Stage) -> None:
    address = address_of(stage.confirmed().customer_id)
    tag = Client().get(address)["ETag"]
    assert Client().get(address, headers={"if-none-match": tag}).status_code == 304
    assert "private" in Client().get(address)["Cache-Control"]


def test_guessing_is_slowed_down_and_the_secret_is_in_no_event(stage: Stage) -> None:
    statuses = {Client().get(f"/calendar/guess-{n}.ics").status_code for n in range(61)}
    assert statuses == {404, 429}


def test_many_visits_cost_what_one_does(stage: Stage, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    first = stage.confirmed()
    stage.confirmed(starts_at=first.starts_at + timedelta(days=1))
    stage.confirmed(starts_at=first.starts_at + timedelta(days=2))
    for person in (first.customer_id, first.professional_id):
        address = address_of(person)
        with django_assert_max_num_queries(6):
            assert len(visits(address)) == 3


def test_the_page_tells_once_and_then_only_that_there_is_one(stage: Stage) -> None:
    client = browser(stage.customer.pk)
    fresh = client.get("/en/bookings/calendar/").content.decode()
    assert "Make my address" in fresh
    assert "This is your address" not in fresh
    client.post("/en/bookings/calendar/address/")
    page = client.get("/en/bookings/calendar/").content.decode()
    assert ".ics" not in page
    assert "This is your address" not in page
    assert "Make a new address" in page
