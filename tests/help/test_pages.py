"""The help centre as people see it: for everyone, whole, without a form or a cookie; and the legal pages beside it."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.access.sign_up import TERMS_VERSION
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.help.catalog import ARTICLES
from casaora.kit import clock, kept
from casaora.pages import legal

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def main(words: str) -> str:
    return words.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_article_is_a_whole_page(client: Client, language: str) -> None:
    for slug in ARTICLES:
        words = page(client, f"/{language}/help/{slug}/")
        inside = main(words)
        assert inside.count("<h1>") == 1
        assert 'id="answer"' in inside
        assert re.findall(r"\{[a-z_]+\}|<p>\{|&lt;|\[[^\]]*\]\(", inside) == [], slug
        assert not re.search(r"<form|csrfmiddlewaretoken", inside)
        facts = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', words)[0])
        assert facts["mainEntity"][0]["name"] in inside.replace("&#x27;", "'").replace("&quot;", '"')
        assert facts["inLanguage"] == language


def test_every_link_of_an_article_leads_somewhere(client: Client) -> None:
    for slug in ARTICLES:
        for address in set(re.findall(r'href="(/[^"#?]*)', main(page(client, f"/es/help/{slug}/")))):
            assert client.get(address).status_code in (200, 302), (slug, address)


def test_the_help_centre_lists_every_article_once_under_its_subject(client: Client) -> None:
    words = main(page(client, "/es/help/"))
    for slug in ARTICLES:
        assert words.count(f'<li><a href="/es/help/{slug}/">') == 1
    assert 'id="paying"' in words
    assert words.count("<h1>") == 1


@pytest.mark.parametrize("address", ["/en/help/", "/es/help/canceling/", "/en/cookies/", "/es/data-rights/"])
def test_the_second_reader_costs_no_query_and_nobody_gets_a_cookie(client: Client, address: str, django_assert_num_queries) -> None:
    first = client.get(address)
    with django_assert_num_queries(0):
        second = Client().get(address)
    assert first.content == second.content
    assert not first.cookies
    assert first["Cache-Control"].startswith("public")


def test_a_cold_article_asks_two_questions(client: Client, django_assert_max_num_queries) -> None:
    for address in ("/en/help/", "/en/help/what-it-costs/", "/en/help/canceling/"):
        kept.forget()
        with django_assert_max_num_queries(4):  # begin, the market, the policy, commit
            page(client, address)


def test_search_and_contact_are_not_taken_for_articles(client: Client) -> None:
    ana = cast.customer()
    client.force_login(ana.user)
    assert ana.user.email in page(client, "/en/contact/")
    assert "no-store" in client.get("/en/contact/")["Cache-Control"]
    assert not client.get("/en/help/search/?q=tip").headers["Cache-Control"].startswith("public")
    assert client.get("/en/help/no-such-thing/").status_code == 404


def test_money_is_drawn_as_in_the_product(client: Client) -> None:
    assert 'class="where"' in page(client, "/en/help/when-is-my-card-charged/")
    assert 'class="trail"' in page(client, "/en/help/when-is-my-card-charged/")
    assert 'class="bill"' in page(client, "/es/help/what-it-costs/")
    canceling = page(client, "/en/help/canceling/")
    assert "24 hours before the start, or earlier" in canceling
    assert "$\N{NO-BREAK SPACE}92.575" in canceling  # half of the example
    assert "Police record" in page(client, "/en/help/who-is-checked/")


def test_the_ways_to_help(client: Client, stage: Stage) -> None:
    assert "/en/help/" in page(client, "/en/search/").split("<footer")[1]
    assert "/en/help/" in client.get("/en/nowhere/").content.decode().split("<main")[1]
    booking = stage.completed()
    client.force_login(stage.customer.user)
    words = page(client, f"/en/bookings/{booking.reference}/")
    assert "/en/help/report-a-problem/" in words
    assert f"/en/contact/?topic=booking&amp;booking={booking.reference}" in words
    client.force_login(stage.offering.professional.user)
    assert "/en/help/when-am-i-paid/" in page(client, f"/en/bookings/{booking.reference}/")


@pytest.mark.parametrize(("path", "heading"), [("/en/terms/", "Terms"), ("/es/privacy/", "Privacidad"), ("/es/cookies/", "Cookies"), ("/es/data-rights/", "Tus datos, tus derechos")])
def test_legal_pages_have_a_version_and_no_empty_place(client: Client, path: str, heading: str) -> None:
    words = main(page(client, path))
    assert f"<h1>{heading}</h1>" in words
    assert TERMS_VERSION[:4] in words
    assert re.findall(r"\{[a-z_]+\}", words) == []


def test_who_answers_is_the_operators_to_say(client: Client, settings) -> None:
    settings.OPERATOR_NAME, settings.OPERATOR_DETAILS, settings.PRIVACY_OFFICER = "Casa & Ora S.A.S.", "NIT 900.000.000-1", ""
    settings.PRIVACY_EMAIL = "datos@casaora.example"
    words = page(client, "/es/data-rights/")
    assert "Casa &amp; Ora S.A.S., NIT 900.000.000-1" in words
    assert "nuestro equipo lee lo que escribes" in words
    assert "datos@casaora.example" in words
    assert "10\N{NO-BREAK SPACE}días\N{NO-BREAK SPACE}hábiles" in words
    assert "15\N{NO-BREAK SPACE}días\N{NO-BREAK SPACE}hábiles" in words
    settings.PRIVACY_OFFICER = "Luz Dary, oficial de datos"
    kept.forget()
    from django.core.cache import cache

    cache.clear()
    assert "Luz Dary, oficial de datos lee" in page(client, "/es/data-rights/")


def test_every_cookie_that_the_site_sets_is_on_the_list(client: Client, stage: Stage) -> None:
    """A life on the site: log in, change one's language, choose a theme, fail at something."""
    seen: set[str] = set()
    person = stage.customer.user
    person.set_password("casa-ora-de-prueba")
    person.save()
    for ask in (
        lambda: client.get("/en/account/login/"), lambda: client.post("/en/account/login/", {"login": person.email, "password": "casa-ora-de-prueba"}),
        lambda: client.get("/en/home/"), lambda: client.post("/preferences/theme", {"theme": "dark", "next": "/en/"}),
        lambda: client.post("/en/account/settings/", {"first_name": "Ana", "last_name": "Ríos", "language": "es", "phone": ""}), lambda: client.get("/en/contact/"),
    ):  # fmt: skip
        seen |= set(ask().cookies)
    assert {"sessionid", "csrftoken", "theme"} <= seen
    assert seen - {cookie.name for cookie in legal.cookies()} == set()
    assert settings.SESSION_COOKIE_NAME in page(client, "/en/cookies/")


def test_a_report_page_says_who_decides(client: Client, stage: Stage) -> None:
    booking = stage.completed()
    client.force_login(stage.customer.user)
    clock.set_to(booking.ends_at)
    with translation.override("en"):
        assert reverse("help:article", args=["how-we-decide"]) in page(client, f"/en/bookings/{booking.reference}/issues/new/")
