"""The hosted pages: what people see and press at the test processor."""

from __future__ import annotations

import re
from typing import Any

import pytest

from casaora.stripe import gateway
from casaora.stripe.simulator import Simulator, cards, pages
from casaora.stripe.simulator.pages import Page
from casaora.stripe.simulator.server import Server
from casaora.stripe.simulator.texts import LANGUAGES, texts
from tests.stripe import scenes


def get(sim: Simulator, url: str, accepted: str = "en") -> Page:
    return pages.answer(sim, "GET", url.removeprefix(sim.base_url), "", accepted)


def post(sim: Simulator, url: str, body: str) -> Page:
    return pages.answer(sim, "POST", url.removeprefix(sim.base_url), body, "en")


def test_the_page_says_what_for_how_much_and_that_it_is_a_test(sim: Simulator) -> None:
    html = get(sim, scenes.page(locale="en").url).html
    for said in ("test processor", "$\N{NO-BREAK SPACE}185.000", "PY-1", "Regular cleaning, 5 h", 'lang="en"', "closes in 3"):
        assert said in html
    assert 'lang="es"' in get(sim, scenes.page("2").url).html


def test_a_page_has_nothing_inline(sim: Simulator) -> None:
    page = get(sim, scenes.page().url)
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page.html)
    assert page.origins == ("https://casaora.example",)


def test_paying_leads_back_and_a_second_visit_says_that_it_is_done(sim: Simulator) -> None:
    page = scenes.page()
    answer = post(sim, page.url, f"action=pay&card={cards.APPROVES}")
    assert (answer.status, answer.location) == (303, f"https://casaora.example/paid?s={page.id}")
    assert gateway.read_checkout(page.id).status == "complete"
    assert f"https://casaora.example/paid?s={page.id}" in get(sim, page.url).html


def test_a_wrong_number_is_said_and_marked(sim: Simulator) -> None:
    answer = post(sim, scenes.page(locale="en").url, "action=pay&number=1234+%3Cb%3E")
    assert answer.status == 422
    assert 'role="alert"' in answer.html
    assert 'aria-invalid="true"' in answer.html
    assert "1234 &lt;b&gt;" in answer.html
    assert "<title>Error: " in answer.html


def test_a_decline_is_said_in_plain_words(sim: Simulator) -> None:
    answer = post(sim, scenes.page(locale="en").url, f"action=pay&card={cards.NO_FUNDS}")
    assert (answer.status, texts("en")["insufficient_funds"] in answer.html) == (422, True)


def test_the_bank_has_its_own_page(sim: Simulator) -> None:
    page = scenes.page(locale="en")
    challenge = post(sim, page.url, f"action=pay&card={cards.CHALLENGES}").location
    assert "Is this you?" in get(sim, challenge).html
    back = post(sim, challenge, "answer=fail")
    assert texts("en")["payment_intent_authentication_failure"] in get(sim, back.location).html
    challenge = post(sim, page.url, f"action=pay&card={cards.CHALLENGES}").location
    assert post(sim, challenge, "answer=complete").location.startswith("https://casaora.example/paid")


def test_a_page_can_be_let_go(sim: Simulator) -> None:
    page = scenes.page(locale="en")
    closed = get(sim, post(sim, page.url, "action=expire").location)
    assert "This payment page is closed" in closed.html
    assert "https://casaora.example/back" in closed.html
    assert post(sim, page.url, f"action=pay&card={cards.APPROVES}").status == 200
    assert sim.objects("payment_intent") == []


@pytest.mark.parametrize(("state", "ready"), [("ready", True), ("pending", False), ("incomplete", False), ("restricted", False)])
def test_onboarding_ends_as_chosen_and_its_link_works_once(sim: Simulator, state: str, ready: bool) -> None:
    account = scenes.account(sim, state="incomplete")
    url = gateway.open_onboarding(account.id, return_url="https://casaora.example/r", refresh_url="https://casaora.example/f")
    assert "professional-1" in get(sim, url).html
    assert post(sim, url, "state=meteor").status == 422
    assert post(sim, url, f"state={state}").location == "https://casaora.example/r"
    assert gateway.read_payout_account(account.id).transfers_active is ready
    assert get(sim, url).location == "https://casaora.example/f"


def test_an_old_onboarding_link_asks_for_a_new_one(sim: Simulator) -> None:
    account = scenes.account(sim, state="incomplete")
    url = gateway.open_onboarding(account.id, return_url="https://casaora.example/r", refresh_url="https://casaora.example/f")
    scenes.later(minutes=6)
    assert get(sim, url).location == "https://casaora.example/f"


def test_the_owners_page_shows_what_came(sim: Simulator) -> None:
    sim.banks.top_up(10**9)
    account = scenes.account(sim)
    scenes.sent(account.id)
    html = get(sim, gateway.open_dashboard(account.id)).html
    assert "PO-1" in html
    assert html.count("$\N{NO-BREAK SPACE}185.000") == 2


def test_addresses_of_nothing_say_so(sim: Simulator) -> None:
    for path in ("/", "/checkout/cs_test_nobody", "/challenge/pi_nobody", "/onboarding/nothing", "/dashboard/x", "/checkout/../etc/passwd"):
        assert get(sim, path).status == 404


def test_both_languages_say_everything_with_the_same_names_in_it() -> None:
    english, spanish = (texts(language) for language in LANGUAGES)
    for name, text in english.items():
        assert spanish[name]
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", spanish[name]), name


@pytest.mark.browser
@pytest.mark.parametrize(("locale", "width", "scheme"), [("en", 1280, "light"), ("es", 390, "dark")])
def test_the_pages_are_accessible_and_work_without_javascript(chromium: Any, settings: Any, locale: str, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    sim = Simulator()
    with Server(sim) as server:
        settings.STRIPE_API_BASE = server.url
        ways = {"success_url": f"{server.url}/assets/page.css?paid", "cancel_url": f"{server.url}/back"}
        watched = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True).new_page()
        plain = chromium.new_context(java_script_enabled=False).new_page()

        def look(url: str = "") -> None:
            if url:
                watched.goto(url)
            problems = [(v["id"], [node["html"] for node in v["nodes"]]) for v in Axe().run(watched).response["violations"]]
            assert problems == [], watched.url
            assert watched.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), watched.url

        page = scenes.page(locale=locale, **ways)
        look(page.url)
        watched.fill("#number", "1234")
        with watched.expect_navigation():
            watched.click("button[value=pay]")
        look()
        assert watched.evaluate("document.activeElement.id") == "problem"
        watched.fill("#number", cards.CHALLENGES)
        with watched.expect_navigation():
            watched.click("button[value=pay]")
        look()
        account = scenes.account(sim)
        look(gateway.open_onboarding(account.id, return_url=page.url, refresh_url=page.url))
        look(gateway.open_dashboard(account.id))
        look(f"{server.url}/nothing")
        plain.goto(page.url)
        with plain.expect_navigation():
            plain.click("button[value=pay]")
        assert plain.url.endswith("?paid")
        assert gateway.read_checkout(page.id).status == "complete"


def test_what_becomes_of_the_money_is_said_at_the_button(sim: Simulator) -> None:
    ours = get(sim, scenes.page(locale="en", promise="All of it is for Ana.", submit="pay").url).html
    assert "All of it is for Ana." in ours
    assert "Pay $\N{NO-BREAK SPACE}185.000" in ours
    plain = get(sim, scenes.page("2", locale="en").url).html
    assert texts("en")["hold"] in plain
    assert "Set $\N{NO-BREAK SPACE}185.000 aside" in plain
