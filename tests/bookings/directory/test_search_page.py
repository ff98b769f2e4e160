"""The search page: for anybody, in both languages, with errors that help and a fixed number of statements."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import clock

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday_morning(still_clock):
    clock.set_to(MONDAY)


@pytest.fixture
def ana(db):
    demo.services()
    ana = cast.professional()
    demo.at_work(ana)
    return ana


def page(client: Client, query: str = "", language: str = "en") -> str:
    response = client.get(f"/{language}/search/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_finds_a_price_with_the_fee_inside_and_what_she_receives(client, ana) -> None:
    text = page(client, "?service=regular-cleaning&date=2026-11-26")
    for words in ("1 person free on Thursday 26 November", "Ana Milena Cárdenas", "$\u00a039.100", "Ana Milena receives $\u00a034.000", "Thu 7:00"):
        assert words in text
    assert "/en/bookings/new/ana-milena-cardenas/?service=regular-cleaning&amp;date=2026-11-26&amp;time=07%3A00&amp;minutes=120" in text


def test_a_category_can_be_searched_as_a_whole(client, ana) -> None:
    demo.offer(ana, "deep-cleaning", 40_000)
    text = page(client, "?service=housekeeping")
    assert "1 person in Bogotá" in text
    assert "Regular cleaning, Deep cleaning" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?date=2026-11-22", "That day has passed"),
        ("?date=2027-03-01", "too far ahead"),
        ("?date=never", "Write the date as"),
        ("?date=2026-11-23&time=08:00", "That time has passed"),
        ("?date=2026-11-23&time=10:00", "Choose 12:30 or later"),
        ("?date=2026-11-26&time=08:10", "on the hour or the half hour"),
        ("?time=08:00", "Choose the day as well"),
        ("?hours=0.5", "between 1 and 12 hours"),
        ("?hours=20", "between 1 and 12 hours"),
        ("?hours=1.7", "between 1 and 12 hours"),
        ("?city=paris", "We are not in that city yet"),
        ("?neighborhood=poblado", "That neighborhood is in another city"),
        ("?service=plumbing", "Choose one of these services"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(client, ana, query: str, words: str) -> None:
    text = page(client, query)
    assert words in text
    assert "error-summary" in text
    assert "Ana Milena" not in text


def test_nobody_free_is_met_with_ways_on(client, ana) -> None:
    text = page(client, "?service=regular-cleaning&date=2026-11-29&hours=3")
    assert "Let us look a little wider" in text
    assert "?service=regular-cleaning&amp;date=2026-11-30&amp;hours=3" in text  # another day
    assert "?service=regular-cleaning&amp;date=2026-11-29" in text  # without the length


def test_the_page_takes_at_most_six_statements_for_one_and_for_twenty(client, ana) -> None:
    page(client)  # what a process learns once

    def statements(query: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            page(client, query)
        return len([q for q in captured if "SAVEPOINT" not in q["sql"]])

    queries = ("", "?service=regular-cleaning&date=2026-11-26&time=08:00&hours=3&neighborhood=rosales&language=es&max_price=45000")
    before = [statements(q) for q in queries]
    for n in range(24):
        demo.at_work(cast.professional(f"Rosa{n}", "Mosquera"), pesos=30_000)
    assert [statements(q) for q in queries] == before
    assert max(before) <= 6
    assert "Page 1 of 2" in page(client)
    assert "25 people in Bogotá" in page(client, "?page=2")


@pytest.mark.parametrize("query", ["?page=-1", "?page=x", "?max_price=x", "?max_price=99999999999999", "?language=xx", "?hours=NaN", "?date=0001-01-01"])
def test_no_query_breaks_it(client, ana, query: str) -> None:
    page(client, query)


def test_too_many_searches_are_asked_to_pause(client, ana) -> None:
    statuses = [client.get("/en/search/?city=paris").status_code for _ in range(61)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
