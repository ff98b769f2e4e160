"""Results are kept for a moment: no statement for the second who asks, nobody's own rows in them, and nothing decided by them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.demo.scenes import Stage
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


def statements(client: Client, query: str, language: str = "en") -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client, query, language)
    return len([q for q in captured if "SAVEPOINT" not in q["sql"]])


def test_the_second_who_asks_costs_no_statement_however_it_is_written(client, ana) -> None:
    assert statements(client, "?service=regular-cleaning&hours=3") > 0
    for same in (
        "?hours=3&service=regular-cleaning", "?service=Regular-Cleaning&hours=3&page=1&sort=fit", "?service=regular-cleaning&hours=3&city=bogota",
        "?service=regular-cleaning&hours=3&utm_source=x&date=&neighborhood=", "?service=regular-cleaning&hours=3&page=1",
    ):  # fmt: skip
        assert statements(client, same) == 0, same
    assert statements(client, "?service=regular-cleaning&hours=3", "es") > 0
    assert "Ana Milena recibe" in page(client, "?service=regular-cleaning&hours=3", "es")


def test_after_a_minute_the_page_tells_of_what_happened_since(client, ana) -> None:
    assert "1 person in Bogotá" in page(client)
    type(ana).objects.filter(pk=ana.pk).update(is_listed=False)
    assert "1 person in Bogotá" in page(client)
    clock.set_to(MONDAY + timedelta(seconds=60))
    assert "0 people in Bogotá" in page(client)


def test_who_asks_makes_no_difference_to_what_is_kept(client, ana) -> None:
    """Somebody who is not approved sees her own row in the database; the search that she is first to ask does not."""
    applying = cast.professional("Leidy", "Muñoz", vetting_state="applied")
    demo.at_work(applying)
    her = Client()
    her.force_login(applying.user)
    assert "Leidy" not in page(her)
    assert statements(client, "") == 0
    her_name = page(her)
    assert 'aria-label="Casaora, home"' in her_name  # the frame around it is hers
    staff = Client()
    staff.force_login(cast.staff())
    assert "Leidy" not in page(staff)


def test_without_the_cache_the_page_is_there(client, ana, settings) -> None:
    away = {"BACKEND": "casaora.caches.ForgivingCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away, "limits": {**away, "BACKEND": "casaora.caches.StrictCache"}}
    assert "1 person in Bogotá" in page(client)
    assert statements(client, "") <= 7  # the language of a visitor without a session needs none


def test_a_visitors_page_holds_nothing_of_another_visitor(client, ana) -> None:
    first = client.get("/en/search/?service=regular-cleaning&email=somebody@example.com&utm_source=x").content.decode()
    assert "somebody" not in first
    dark = Client()
    dark.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in page(dark, "?service=regular-cleaning")
    odd = Client()
    odd.cookies["theme"] = "<b>"
    assert page(odd, "?service=regular-cleaning") == page(Client(), "?service=regular-cleaning") == first
    assert 'data-theme' not in first.split("<head>")[0]


def test_what_makes_no_sense_is_not_kept(client, ana) -> None:
    page(client, "?date=never")
    page(client, "?page=77")
    # Ours alone: the other workers of the run keep theirs in the same store.
    kept = [key for key in cache._cache.get_client(None).scan_iter(f"{cache.key_prefix}:*remembered:*")]
    assert len(kept) == 1  # which city is the first


def test_a_time_that_was_taken_meanwhile_is_refused_and_the_page_says_so(stage: Stage) -> None:
    clock.set_to(stage.at)
    slug, visitor = stage.offering.professional.slug, Client()
    at_ten = f"?date={stage.at.date() + timedelta(days=2)}&time=10:00&hours=4"
    assert "1 person free on Wednesday 25 November at 10:00" in page(visitor, at_ten)
    stage.requested()
    assert "1 person free" in page(visitor, at_ten)  # kept from before
    mateo, late = cast.customer("Mateo", "Uribe"), Client()
    late.force_login(mateo.user)
    choice = f"service=regular-cleaning&minutes=240&start=2026-11-25T15:00Z&address={mateo.addresses.get().pk}"
    answer = late.post(f"/en/bookings/new/{slug}/review/?{choice}", {"form_token": str(uuid.uuid4()), "message": ""})
    assert answer.status_code == 409
    assert "That time was just taken. Nothing was charged." in answer.content.decode()
