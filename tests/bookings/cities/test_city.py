"""The page of a city says what its rows prove: who, what, where, for how much; and where there is nobody, it says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.places.models import City
from bookings.cities import pages, queries
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.demo.places import bogota, city
from casaora.kit.acting import WEB, acting
from tests.bookings.cities.conftest import page, structured

pytestmark = pytest.mark.django_db
NB = "\N{NO-BREAK SPACE}"


def test_prices_have_our_fee_inside(client: Client, ana, rosalba) -> None:
    text = page(client, "/en/cities/bogota/")
    assert "Your home in Bogotá, in good hands." in text
    assert f"from ${NB}39.100 / h" in text
    assert f"between ${NB}23.000 and ${NB}46.000 in Bogotá at the moment" in text


def test_the_search_asks_for_what_is_offered_there(client: Client, ana) -> None:
    text = page(client, "/en/cities/bogota/")
    assert '<option value="pet_care">' in text
    assert '<option value="childcare">' not in text
    assert client.get("/en/search/?city=bogota&service=pet_care&neighborhood=&date=").status_code == 200


def test_figures_count_people_once(client: Client, ana, rosalba, now: datetime) -> None:
    with acting(role=WEB):
        facts = dict((words, figure) for figure, words in pages.city("bogota", now)["facts"])
    assert facts["people who take bookings here"] == "2"
    assert facts["services that they offer"] == "2"
    assert facts["neighborhoods that they go to"] == "18"


def test_who_names_no_areas_goes_everywhere(ana, rosalba, now: datetime) -> None:
    with acting(role=WEB):
        reached = {part.slug: part.people for part in queries.neighborhoods(bogota(), now)}
    assert (reached["chapinero-alto"], reached["usaquen"], reached["cedritos"]) == (2, 2, 1)


def test_where_everybody_goes_everywhere_it_is_said_once(client: Client, rosalba) -> None:
    text = page(client, "/en/cities/bogota/")
    assert "Everybody here goes to every neighborhood of Bogotá." in text
    assert "1 person" not in text


def test_each_neighborhood_leads_to_those_who_go_there(client: Client, ana) -> None:
    text = page(client, "/en/cities/bogota/")
    assert text.count("/en/search/?city=bogota&amp;neighborhood=chapinero-alto") == 2  # the tile and the list
    assert client.get("/en/search/?city=bogota&neighborhood=chapinero-alto").status_code == 200
    assert '<ol aria-label="Bogotá: 18 neighborhoods">' in text


def test_who_is_free_is_shown_with_times_of_the_city(client: Client, ana) -> None:
    text = page(client, "/en/cities/bogota/")
    assert "Free this week in Bogotá" in text
    assert "Ana Milena Cárdenas" in text
    assert "Mon 13:00" in text  # the clock has moved on by a moment


@pytest.mark.parametrize(
    "hide", [{"is_listed": False}, {"vetting_state": "suspended"}, {"checks_valid_until": datetime(2026, 11, 1, tzinfo=UTC)}]
)
def test_who_cannot_be_booked_is_not_counted(client: Client, ana, hide: dict) -> None:
    for name, value in hide.items():
        setattr(ana, name, value)
    ana.save()
    text = page(client, "/en/cities/bogota/")
    assert "Nobody takes bookings in Bogotá yet" in text
    assert "Ana Milena" not in text


def test_an_offer_without_hours_is_no_offer(client: Client, ana) -> None:
    ana.weekly_ranges.all().delete()
    assert "Nobody takes bookings in Bogotá yet" in page(client, "/en/cities/bogota/")


def test_a_city_without_people_is_not_for_search_engines(client: Client, now: datetime) -> None:
    bogota()
    text = page(client, "/en/cities/bogota/")
    assert '<meta name="robots" content="noindex">' in text
    assert "ld+json" not in text


def test_an_unknown_city_is_not_found_and_a_closed_one_says_so(client: Client, ana) -> None:
    city("asuncion")
    assert client.get("/en/cities/atlantis/").status_code == 404
    for address in ("/en/cities/asuncion/", "/en/cities/asuncion/regular-cleaning/"):
        text = page(client, address)
        assert "We are not in Asunción yet" in text
        assert "noindex" in text
        assert 'href="/en/cities/bogota/' in text
    assert "Asunción" not in page(client, "/en/cities/")


def test_a_closed_market_closes_its_cities(client: Client, ana) -> None:
    market = bogota().market
    market.is_open = False
    market.save(update_fields=["is_open"])
    assert "We are not in Bogotá yet" in page(client, "/en/cities/bogota/")
    assert "No city is open at the moment" in page(client, "/en/cities/")


def test_search_engines_read_what_people_read(client: Client, ana) -> None:
    text = page(client, "/en/cities/bogota/")
    found = structured(text)
    assert set(found) == {"BreadcrumbList", "ItemList", "FAQPage"}
    for one in found["FAQPage"]["mainEntity"]:
        assert one["name"] in text
        assert one["acceptedAnswer"]["text"] in text.replace("&#x27;", "'")
    assert [one["name"] for one in found["ItemList"]["itemListElement"]] == ["Regular cleaning", "Dog walking"]
    assert "aggregateRating" not in text


def test_what_goes_back_is_told_as_the_policy_has_it(client: Client, ana) -> None:
    text = page(client, "/en/cities/bogota/")
    assert (
        "Up to 24 hours before the start everything goes back. Up to 12 hours before it, 50% goes back. Up to 4 hours before it, 25% goes back."
        in text
    )
    assert f"Hasta 12 horas antes te devolvemos el 50{NB}%." in page(client, "/es/cities/bogota/")


def test_times_and_money_are_those_of_the_city(client: Client, now: datetime) -> None:
    place = city("asuncion")
    City.objects.filter(pk=place.pk).update(is_open=True)
    type(place.market).objects.filter(pk="PY").update(is_open=True)
    demo.pricing(place.market)
    abroad = cast.professional("Blanca", "Benítez", "villa-morra", "asuncion")
    demo.at_work(abroad, pesos=40_000)
    text = page(client, "/en/cities/asuncion/")
    assert f"from ₲{NB}46.000 / h" in text
    assert "Times are those of Asunción." in text
    assert "Prices are in guaraníes." in text


def test_a_cold_page_asks_few_questions_however_many_people_there_are(ana, rosalba, now: datetime) -> None:
    def asked() -> int:
        with acting(role=WEB), CaptureQueriesContext(connection) as found:
            pages.city("bogota", now)
        return len(found)

    few = asked()
    for number in range(6):
        one = cast.professional(f"Persona {number}", "Prueba")
        demo.at_work(one, "deep-cleaning")
        demo.serves(one, "cedritos")
    assert (few, asked()) == (7, 7)


def test_a_warm_page_asks_nothing_and_is_the_same_for_everyone(client: Client, ana, django_assert_num_queries) -> None:
    first = client.get("/en/cities/bogota/")
    signed_in = Client()
    signed_in.force_login(cast.customer().user)
    with django_assert_num_queries(0):
        second = signed_in.get("/en/cities/bogota/?from=somewhere")
    assert second.content == first.content
    assert not second.cookies
    assert client.get("/en/cities/bogota/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_index_draws_every_open_city_in_two_questions(client: Client, ana, now: datetime) -> None:
    city("cali")
    with acting(role=WEB), CaptureQueriesContext(connection) as asked:
        found = pages.index(now)["cities"]
    assert len(asked) == 2
    assert [(place.name, place.words) for place in found] == [
        ("Bogotá", "1 person · 18 neighborhoods"),
        ("Cali", "Nobody yet · 11 neighborhoods"),
    ]
    text = page(client, "/es/cities/")
    assert "1 persona · 18 barrios" in text
    assert 'href="/es/cities/bogota/"' in text


def test_a_person_who_is_away_is_counted_but_not_shown_as_free(client: Client, ana, now: datetime) -> None:
    ana.time_off.create(starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=20))
    text = page(client, "/en/cities/bogota/")
    assert "Free this week" not in text
    assert f"from ${NB}39.100 / h" in text
