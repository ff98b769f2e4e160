"""Two or three people side by side: the same hours, differences first, nobody who cannot be booked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.professionals.models import Professional
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import clock

pytestmark = pytest.mark.django_db
ANA, ROSA, GLORIA, INES = "who=ana-milena-cardenas", "who=rosa-mosquera", "who=gloria-tovar", "who=ines-leon"


@pytest.fixture(autouse=True)
def people(still_clock, db):
    clock.set_to(datetime(2026, 11, 23, 14, tzinfo=UTC))
    demo.services()
    for n, name in enumerate((("Ana Milena", "Cárdenas"), ("Rosa", "Mosquera"), ("Gloria", "Tovar"), ("Ines", "Leon"))):
        demo.at_work(cast.professional(*name), pesos=30_000 + 2_000 * n)
    demo.offer(Professional.objects.get(slug="rosa-mosquera"), "errands", 25_000, minimum_minutes=180)


def page(client: Client, query: str, language: str = "en") -> str:
    response = client.get(f"/{language}/search/side-by-side/?{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_same_hours_are_priced_for_everybody_and_differences_come_first(client) -> None:
    text = page(client, f"{ANA}&{ROSA}&service=regular-cleaning&minutes=180")
    differing, same = text.split("The same for all of them")
    for words in ("3\u00a0h, all included", "$\u00a0103.500", "$\u00a0110.400", "Of that, the professional receives", "$\u00a090.000", "Times of Rosa"):
        assert words in differing, words
    assert "Speaks" in same
    assert "Speaks" not in differing
    assert 'data-label="Ana Milena"' in differing


def test_without_a_service_the_one_that_most_do_is_compared(client) -> None:
    assert '<option value="regular-cleaning" selected>' in page(client, f"{ROSA}&{ANA}")
    text = page(client, f"{ROSA}&{ANA}&service=errands&minutes=120")
    assert "Does not do this" in text
    assert "From 3\u00a0h" in text


def test_a_fourth_is_left_out_and_one_can_be_taken_away(client) -> None:
    text = page(client, "&".join((ANA, ROSA, GLORIA, INES)))
    assert "Three people fit side by side" in text
    assert "Ines" not in text
    assert "Without Gloria" in text
    assert "Without" not in page(client, f"{ANA}&{ROSA}")


@pytest.mark.parametrize("query", ["", ANA, f"{ANA}&{ANA}", "who=&who=nobody", "who=%00&who=x", f"{ANA}&who=nobody-here"])
def test_fewer_than_two_are_led_back_to_the_search(client, query: str) -> None:
    assert "Choose two or three people" in page(client, query)


def test_somebody_who_is_not_public_is_not_compared(client) -> None:
    Professional.objects.filter(slug="rosa-mosquera").update(vetting_state="suspended")
    assert "Rosa" not in page(client, f"{ANA}&{ROSA}&{GLORIA}")


def test_statements_are_the_same_for_two_and_for_three(client) -> None:
    def statements(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, query)
        return len([q for q in captured if "SAVEPOINT" not in q["sql"]])

    page(client, f"{ANA}&{ROSA}")
    demo.serves(Professional.objects.get(slug="rosa-mosquera"), "rosales", "usaquen")
    assert statements(f"{ANA}&{ROSA}") == statements(f"{ANA}&{ROSA}&{GLORIA}") <= 8


def test_it_is_there_in_spanish(client) -> None:
    assert "Lado a lado" in page(client, f"{ANA}&{ROSA}", "es")
