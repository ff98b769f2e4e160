"""A closed market cannot be found or booked; what was agreed there goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.places.queries import open_neighborhoods
from bookings.directory import queries
from bookings.lifecycle import actions
from bookings.lifecycle.models import Booking
from bookings.lifecycle.requests import NotServed
from casaora.demo import cast, places
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.markets.conftest import PLACES, set_open, slug_of

pytestmark = pytest.mark.django_db
each = pytest.mark.parametrize("code", PLACES)


@each
def test_nobody_is_booked_where_the_market_is_closed(code: str, abroad: Callable[..., Stage]) -> None:
    stage = abroad(code)
    set_open(code, False)
    with pytest.raises(NotServed):
        stage.requested()
    assert not Booking.objects.exists()
    assert stage.sim.objects("checkout.session") == []


@each
def test_nobody_is_found_there(code: str, abroad: Callable[..., Stage], client: Client) -> None:
    cast.professional("Rosalba", "Mosquera")
    stage = abroad(code)
    profile, search = f"/en/professionals/{slug_of(stage)}/", f"/en/search/?city={stage.city}"
    name = stage.offering.professional.display_name
    assert client.get(profile).status_code == 200
    assert name in client.get(search).content.decode()
    set_open(code, False)
    assert client.get(profile).status_code == 404
    assert client.get(reverse("bookings:request", args=[slug_of(stage)])).status_code == 404
    clock.set_to(stage.at + timedelta(minutes=1))  # so long what was found may be shown
    page = client.get(search).content.decode()
    assert "We are not in that city yet" in page
    assert name not in page
    assert places.CITIES[stage.city][1] not in client.get("/en/").content.decode()
    assert {place.city.slug for place in queries.places()} == {"bogota"}
    assert not open_neighborhoods().filter(city__slug=stage.city).exists()


@each
def test_a_city_can_be_closed_alone(code: str, abroad: Callable[..., Stage]) -> None:
    stage = abroad(code)
    city = stage.offering.professional.city
    city.is_open = False
    city.save(update_fields=["is_open"])
    with pytest.raises(NotServed):
        stage.requested()


@each
def test_a_visit_that_was_agreed_before_takes_place(code: str, abroad: Callable[..., Stage]) -> None:
    stage = abroad(code)
    waiting, agreed = stage.authorized(starts_at=stage.wish().starts_at + timedelta(days=1)), stage.confirmed()
    set_open(code, False)
    actions.start(reference=agreed.reference, by=stage.as_professional, at=agreed.starts_at, code="")
    assert actions.complete(reference=agreed.reference, by=stage.as_professional, at=agreed.ends_at).state == "completed"
    assert actions.decline(reference=waiting.reference, by=stage.as_professional, at=stage.at).state == "declined"
