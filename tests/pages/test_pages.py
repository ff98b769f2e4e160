"""The pages that span apps: what they show, the theme, and what is said when something fails."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit import events
from casaora.pages import views
from casaora.ratelimits import too_many

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def ana():
    ana = cast.professional()
    demo.at_work(ana)
    return ana


def test_an_empty_city_has_a_home_without_empty_sections(client: Client) -> None:
    home = page(client, "/en/")
    assert "Your home, in good hands." in home
    assert "What does home need today?" not in home
    assert "Free this week" not in home


def test_home_shows_from_prices_all_in_and_who_is_free(client: Client, ana) -> None:
    home = page(client, "/en/")
    assert "from <span class=\"money\">$\N{NO-BREAK SPACE}39.100</span> / h" in home
    assert "Free this week in Bogotá" in home
    assert "Ana Milena Cárdenas" in home
    assert "Ana Milena receives $\N{NO-BREAK SPACE}34.000" in home


def test_home_asks_few_questions(client: Client, ana) -> None:
    with CaptureQueriesContext(connection) as asked:
        page(client, "/en/")
    assert len([q for q in asked if q["sql"].startswith("SELECT")]) <= 12


def test_the_search_on_home_is_a_plain_form_that_search_understands(client: Client, ana) -> None:
    home = page(client, "/en/")
    day = re.search(r'name="date" min="[\d-]+" value="([\d-]+)"', home)
    assert day
    answer = client.get(reverse("directory:search"), {"service": "housekeeping", "city": "bogota", "date": day[1]})
    assert answer.status_code == 200
    assert "error-summary" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/en/", "/es/", "/en/money/", "/es/work-with-us/"])
def test_public_pages_carry_no_token_and_set_no_cookie(client: Client, address: str) -> None:
    answer = client.get(address)
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert not answer.cookies


def test_each_page_links_to_itself_in_the_other_language(client: Client) -> None:
    money = page(client, "/en/money/?a=1")
    assert 'hreflang="es" lang="es"' in money
    assert 'href="/es/money/"' in money
    for language, address in (("es-CO", "/es/money/"), ("en", "/en/money/"), ("x-default", "/en/money/")):
        assert f'<link rel="alternate" hreflang="{language}" href="http://testserver{address}">' in money
    assert '<link rel="canonical" href="http://testserver/en/money/">' in money
    assert 'href="/es/search/?city=bogota"' in page(client, "/en/search/?city=bogota")


def test_a_page_with_addresses_of_its_own_still_leads_to_the_other_language(client: Client) -> None:
    client.force_login(cast.customer().user)
    assert 'href="/es/account/settings/" hreflang="es"' in page(client, "/en/account/settings/")


def test_the_money_page_says_when_a_card_is_charged(client: Client) -> None:
    money = page(client, "/en/money/")
    assert "Your card is charged when the professional says yes." in money
    assert [anchor for anchor in ("answer", "hold", "silence", "price", "payouts", "problem") if f'id="{anchor}"' not in money] == []
    assert "$\N{NO-BREAK SPACE}185.150" in money


def test_work_with_casaora_shows_that_the_whole_rate_arrives(client: Client, ana) -> None:
    words = page(client, "/en/work-with-us/")
    assert words.partition('<dl class="bill">')[2].count("$\N{NO-BREAK SPACE}2.176.000") == 2
    assert reverse("accounts:apply") in words


def test_the_theme_is_remembered_and_the_way_leads_back(client: Client) -> None:
    answer = client.post("/preferences/theme", {"theme": "dark", "next": "/en/money/"})
    assert (answer.status_code, answer["Location"], answer.cookies["theme"].value) == (303, "/en/money/", "dark")
    assert 'data-theme="dark"' in page(client, "/en/search/")


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "en/", ""])
def test_the_way_back_is_a_path_of_our_own(client: Client, wanted: str) -> None:
    assert client.post("/preferences/theme", {"theme": "dark", "next": wanted})["Location"] == "/"


def test_an_unknown_theme_is_ignored(client: Client) -> None:
    assert "theme" not in client.post("/preferences/theme", {"theme": "<b>"}).cookies
    client.cookies["theme"] = '"><script>'
    assert ' data-theme="' not in page(client, "/en/search/")


def test_without_scripts_the_theme_is_chosen_on_a_page_of_its_own(client: Client) -> None:
    look = page(client, "/en/preferences/theme/?theme=dark&next=/en/money/")
    assert re.search(r'value="dark" checked', look)
    assert 'name="next" value="/en/money/"' in look
    assert "csrfmiddlewaretoken" in look
    assert 'name="next" value="/"' in page(client, "/en/preferences/theme/?next=//evil.example/")


@pytest.mark.parametrize(("language", "words"), [("en", "This street has no such number"), ("es", "404")])
def test_a_wrong_address_keeps_people_in_the_street(client: Client, language: str, words: str) -> None:
    answer = client.get(f"/{language}/nowhere/")
    assert answer.status_code == 404
    assert words in answer.content.decode()
    assert 'rel="alternate"' not in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_words(ana) -> None:
    answer = Client(enforce_csrf_checks=True).post("/preferences/theme", {"theme": "dark"})
    assert answer.status_code == 403
    assert "That form was too old" in answer.content.decode()


def test_an_unreadable_request_and_a_closed_door_have_pages(rf: RequestFactory, client: Client) -> None:
    request = rf.get("/en/")
    assert views.unreadable(request, Exception()).status_code == 400
    assert views.forbidden(request, Exception()).status_code == 403


def test_a_failure_needs_no_database_and_says_what_became_of_the_money(rf: RequestFactory, django_assert_num_queries) -> None:
    held = events.request_id.set("7f3c91ab")
    try:
        with django_assert_num_queries(0):
            answer = views.failed(rf.get("/en/"))
    finally:
        events.request_id.reset(held)
    words = answer.content.decode()
    assert answer.status_code == 500
    assert "you are never charged twice" in words
    assert "7f3c91ab" in words


def test_the_hour_is_said_when_somebody_is_too_fast(rf: RequestFactory, at: datetime) -> None:
    answer = too_many(rf.get("/en/"), 90)
    assert answer.status_code == 429
    assert 'class="clock"' in answer.content.decode()
