"""The same again in one step: what was chosen last time is chosen, as far as it can still be had, and nothing is booked."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client

from accounts.customers.models import Address
from accounts.professionals.models import Professional
from accounts.users.models import User
from bookings.catalog.models import Extra, Offering
from bookings.lifecycle.models import Booking
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock

pytestmark = pytest.mark.django_db


def asked(booking: Booking, person_id: int | None = None) -> tuple[str, dict[str, list[str]]]:
    """Where it leads: the path, and what is chosen."""
    client = Client()
    client.force_login(User.objects.get(pk=person_id or booking.customer_id))
    clock.set_to(booking.ends_at + timedelta(hours=1))
    answer = client.get(f"/en/bookings/{booking.reference}/again/")
    assert answer.status_code == 302, answer.status_code
    assert client.get(answer["Location"]).status_code == 200
    found = urlparse(answer["Location"])
    return found.path, parse_qs(found.query)


def test_it_leads_to_the_review_on_the_same_weekday_at_the_same_hour(stage: Stage) -> None:
    extra = Extra.objects.create(offering=stage.offering, name_en="Windows", name_es="Ventanas", price_minor=1_000_000)
    booking = stage.completed(extras=(extra.pk,))
    path, chosen = asked(booking)
    assert path == f"/en/bookings/new/{booking.professional.slug}/review/"
    assert datetime.fromisoformat(chosen["start"][0]) == booking.starts_at + timedelta(days=7)
    assert chosen["minutes"] == ["240"]
    assert chosen["extras"] == [str(extra.pk)]
    assert chosen["address"] == [str(stage.customer.addresses.get().pk)]
    assert Booking.objects.count() == 1


def test_where_that_time_is_taken_the_next_like_it_is_chosen(stage: Stage) -> None:
    booking = stage.completed()
    taken = stage.confirmed(starts_at=booking.starts_at + timedelta(days=7))
    assert taken.state == "confirmed"
    _path, chosen = asked(booking)
    assert datetime.fromisoformat(chosen["start"][0]) == booking.starts_at + timedelta(days=14)


def test_a_home_that_is_not_in_the_book_any_more_is_asked_for(stage: Stage) -> None:
    booking = stage.completed()
    Address.objects.update(removed_at=stage.at)
    path, chosen = asked(booking)
    assert path.endswith("/place/")
    assert "address" not in chosen


def test_extra_time_is_not_booked_again(stage: Stage) -> None:
    booking = stage.completed()
    Booking.objects.filter(pk=booking.pk).update(ends_at=booking.ends_at + timedelta(hours=1))
    assert asked(booking)[1]["minutes"] == ["240"]


def test_she_who_takes_no_visits_leads_to_others(stage: Stage) -> None:
    booking = stage.completed()
    Professional.objects.update(vetting_state="suspended")
    path, chosen = asked(booking)
    assert path == "/en/search/"
    assert chosen == {"service": ["regular-cleaning"], "city": ["bogota"]}


def test_what_is_not_offered_any_more_leads_to_what_is(stage: Stage) -> None:
    booking = stage.completed()
    other = Offering.objects.get(pk=stage.offering.pk)
    from casaora.demo import catalog

    catalog.offer(other.professional, "deep-cleaning", 38_000)
    Offering.objects.filter(pk=other.pk).update(is_live=False)
    assert asked(booking)[0] == f"/en/bookings/new/{other.professional.slug}/"


def test_nobody_repeats_what_is_not_theirs(stage: Stage) -> None:
    booking = stage.completed()
    for person in (booking.professional_id, cast.customer("Jorge", "Peña").pk):
        client = Client()
        client.force_login(User.objects.get(pk=person))
        assert client.get(f"/en/bookings/{booking.reference}/again/").status_code == 404
    assert Client().get(f"/en/bookings/{booking.reference}/again/").status_code == 302
