"""One service in one city: its prices, who does it, what can be added, and the way to what is beside it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.cities import addresses, pages
from bookings.cities.structured import amount
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.demo.places import city
from casaora.kit.acting import WEB, acting
from casaora.kit.money import Money
from tests.bookings.cities.conftest import page, structured

pytestmark = pytest.mark.django_db
NB = "\N{NO-BREAK SPACE}"
ADDRESS = "/en/cities/bogota/regular-cleaning/"


def test_the_range_of_prices_is_that_of_real_offers(client: Client, ana, rosalba) -> None:
    text = page(client, ADDRESS)
    assert "<h1>Regular cleaning in Bogotá</h1>" in text
    assert f'<span class="money">${NB}39.100</span> to <span class="money">${NB}46.000</span>' in text
    assert f"The shortest visit lasts 2 h, and a whole visit begins at ${NB}78.200." in text


def test_with_one_price_there_is_no_range(client: Client, ana) -> None:
    text = page(client, "/en/cities/bogota/dog-walking/")
    assert f"An hour costs ${NB}23.000 in Bogotá at the moment" in text
    assert "between" not in text


def test_no_visit_is_told_at_less_than_is_sold(client: Client, now: datetime) -> None:
    one = cast.professional("Felipe", "Arango")
    demo.work_week(one)
    demo.offer(one, "dog-walking", 15_000, minimum_minutes=60)
    assert f"a whole visit begins at ${NB}23.000." in page(client, "/en/cities/bogota/dog-walking/")  # 20.000 and our fee


def test_who_does_it_is_shown_with_the_next_free_times(client: Client, ana, rosalba) -> None:
    text = page(client, "/en/cities/bogota/dog-walking/")
    assert "Ana Milena receives" in text
    assert "Rosalba" not in text
    assert "/en/bookings/new/ana-milena-cardenas/?service=dog-walking" in text


def test_nobody_free_is_said_and_the_search_goes_on(client: Client, ana, now: datetime) -> None:
    ana.time_off.create(starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=20))
    text = page(client, ADDRESS)
    assert "Everybody is taken in the next two weeks." in text
    assert 'href="/en/search/?city=bogota&amp;service=regular-cleaning"' in text


def test_extras_are_named_once_at_their_lowest_price(client: Client, ana, now: datetime) -> None:
    for name, pesos in (("Yolanda", 20_000), ("Nubia", 25_000)):
        one = cast.professional(name, "Palacios")
        demo.work_week(one)
        demo.offer(one, "regular-cleaning", extras=[("Windows, inside", "Ventanas, por dentro", pesos, False)])
    with acting(role=WEB):
        assert pages.service("bogota", "regular-cleaning", now)["additions"] == [("Windows, inside", f"from ${NB}23.000")]
    assert f"Windows, inside (from ${NB}23.000)" in page(client, ADDRESS)
    assert "Ventanas, por dentro" in page(client, "/es/cities/bogota/regular-cleaning/")


def test_what_is_beside_it_leads_on(client: Client, ana, now: datetime) -> None:
    away = cast.professional("Yurani", "Caicedo", "siloe", "cali")
    demo.at_work(away)
    city("pereira")
    text = page(client, ADDRESS)
    assert 'href="/en/cities/bogota/dog-walking/"' in text
    assert 'href="/en/cities/cali/regular-cleaning/"' in text
    assert "/en/cities/pereira/" not in text  # nobody does it there


def test_where_nobody_offers_it_the_page_helps_and_is_not_for_search_engines(client: Client, ana) -> None:
    text = page(client, "/en/cities/bogota/home-cooking/")
    assert "Nobody offers this in the city yet." in text
    assert "noindex" in text
    assert 'href="/en/cities/bogota/regular-cleaning/"' in text
    assert "ld+json" not in text


@pytest.mark.parametrize(
    "address", ["/en/cities/atlantis/regular-cleaning/", "/en/cities/bogota/flying/", "/en/cities/bogota/housekeeping/"]
)
def test_what_nobody_knows_is_not_found(client: Client, ana, address: str) -> None:
    assert client.get(address).status_code == 404


def test_search_engines_read_the_same_prices(client: Client, ana, rosalba) -> None:
    found = structured(page(client, ADDRESS))
    offers = found["Service"]["offers"]
    assert (offers["lowPrice"], offers["highPrice"], offers["priceCurrency"], offers["offerCount"]) == (
        "39100",
        "46000",
        "COP",
        2,
    )
    assert found["Service"]["areaServed"]["name"] == "Bogotá"
    assert [step["name"] for step in found["BreadcrumbList"]["itemListElement"]] == ["Cities", "Bogotá", "Regular cleaning"]
    assert not {"aggregateRating", "review", "address"} & set(found["Service"])


@pytest.mark.parametrize(
    ("money", "written"),
    [(Money(3_910_000, "COP"), "39100"), (Money(3_910_050, "COP"), "39100.50"), (Money(46_000, "PYG"), "46000")],
)
def test_machines_read_amounts_without_signs(money: Money, written: str) -> None:
    assert amount(money) == written


def test_a_cold_page_asks_eight_questions_however_many_people_there_are(ana, rosalba, now: datetime) -> None:
    def asked() -> int:
        with acting(role=WEB), CaptureQueriesContext(connection) as found:
            pages.service("bogota", "regular-cleaning", now)
        return len(found)

    few = asked()
    for number in range(6):
        one = cast.professional(f"Persona {number}", "Prueba")
        demo.work_week(one)
        demo.offer(one, "regular-cleaning", extras=[("Oven", "Horno", 18_000 + number * 200, False)])
    assert (few, asked()) == (8, 8)


def test_only_pages_with_somebody_are_told_to_search_engines(ana, now: datetime) -> None:
    city("cali")
    city("asuncion")
    with acting(role=WEB), CaptureQueriesContext(connection) as asked:
        told = [(place.name, place.arguments) for place in addresses.places(now)]
    assert len(asked) == 2
    assert told == [
        ("cities:index", {}),
        ("cities:city", {"slug": "bogota"}),
        ("cities:service", {"slug": "bogota", "name": "regular-cleaning"}),
        ("cities:service", {"slug": "bogota", "name": "dog-walking"}),
    ]
