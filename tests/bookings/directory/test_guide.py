"""Five short questions without a script, and then three people whom search would find, too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import clock

pytestmark = pytest.mark.django_db
SAID = "service=regular-cleaning&city=bogota"


@pytest.fixture(autouse=True)
def people(still_clock, db):
    clock.set_to(datetime(2026, 11, 23, 14, tzinfo=UTC))
    demo.services()
    for n, name in enumerate((("Ana Milena", "Cárdenas"), ("Rosa", "Mosquera"), ("Gloria", "Tovar"), ("Ines", "Leon"))):
        demo.at_work(cast.professional(*name), pesos=30_000 + 2_000 * n)


def page(client: Client, query: str = "", language: str = "en") -> str:
    response = client.get(f"/{language}/search/guide/?{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("query", "number", "words"),
    [
        ("", 1, "What do you need at home?"),
        (f"{SAID}&step=2", 2, "Where is it?"),
        (f"{SAID}&step=3", 3, "Which day suits you?"),
        (f"{SAID}&step=4", 4, "Anything we should mind?"),
        (f"{SAID}&step=5", 5, "What matters most to you?"),
    ],
)
def test_each_question_is_a_page_that_keeps_the_answers_before(client, query: str, number: int, words: str) -> None:
    text = page(client, query)
    assert words in text
    assert f"Question {number} of 5" in text
    assert f'name="step" value="{number + 1}"' in text
    assert ('type="hidden" name="service" value="regular-cleaning"' in text) is (number > 1)
    assert (f"step={number - 1}" in text) is (number > 1)


def test_days_are_offered_with_how_many_are_free(client) -> None:
    text = page(client, f"{SAID}&step=3")
    assert "Thursday 26 November" in text
    assert "4 people free" in text
    assert "Nobody free" in text  # on Sunday


def test_the_suggestion_is_the_first_three_of_search_with_reasons(client) -> None:
    text = page(client, f"{SAID}&sort=price&step=6")
    assert "3 people for you" in text
    for words in ("Lowest price of all who fit", "Number 2 by price", "Number 3 by price", "free 6 of 7 days", "See all 4 people"):
        assert words.lower() in text.lower(), words
    assert text.index("Ana Milena") < text.index("Rosa Mosquera") < text.index("Gloria Tovar")
    assert "Ines Leon" not in text
    assert "/en/search/?service=regular-cleaning&amp;city=bogota&amp;sort=price" in text
    assert "side-by-side/?who=ana-milena-cardenas" in text


def test_an_answer_that_is_missing_or_wrong_is_asked_again(client) -> None:
    for query, words in (
        ("city=bogota&step=4", "Choose what you need"), (f"{SAID}&neighborhood=poblado&step=6", "That neighborhood is in another city"),
        (f"{SAID}&date=2026-11-22&step=6", "That day has passed"), (f"{SAID}&hours=20&step=6", "between 1 and 12 hours"),
    ):  # fmt: skip
        text = page(client, query)
        assert words in text
        assert 'role="alert"' in text
        assert "Question" in text


def test_a_time_without_a_day_is_no_answer(client) -> None:
    assert "3 people for you" in page(client, f"{SAID}&time=08:00&step=6")


def test_nobody_is_met_with_ways_on_inside_the_guide(client) -> None:
    text = page(client, f"{SAID}&date=2026-11-29&step=6")
    assert "Nobody fits all of that" in text
    assert "date=2026-11-28&amp;step=6" in text
    assert "4 people" in text


def test_few_statements_whatever_was_said(client) -> None:
    page(client)
    counts = []
    for query in ("", f"{SAID}&step=3", f"{SAID}&step=6", f"{SAID}&date=2026-11-29&step=6"):
        with CaptureQueriesContext(connection) as captured:
            page(client, query)
        counts.append(len([q for q in captured if "SAVEPOINT" not in q["sql"]]))
    assert counts == [2, 6, 6, 10]


@pytest.mark.parametrize("query", ["step=0", "step=99", "step=²", "step=x&service=zzz", f"{SAID}&step=6&sort=zzz", f"{SAID}&step=6&date=9999-12-31&time=%00"])
def test_no_query_breaks_it(client, query: str) -> None:
    page(client, query)
