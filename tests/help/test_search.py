"""Finding an article: what people really type, in both languages, with slips and without accents."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from casaora.help import index, views
from casaora.help.index import folded, stem

ASKED = {
    "en": {
        "when is my card charged": "when-is-my-card-charged", "refund": "refunds", "money back": "refunds", "cancel": "canceling", "call off": "canceling",
        "reschedule": "another-time", "tip": "tips", "she did not come": "professional-did-not-come", "chargeback": "bank-dispute", "forgot password": "logging-in",
        "chek refrences": "who-is-checked", "payday": "when-am-i-paid", "emergency": "safety-at-home", "invoice": "what-i-paid", "cash": "pay-through-casaora",
        "privacy": "who-sees-my-data", "suspended": "account-paused", "authenticator": "second-key", "overtime": "extra-time", "damage": "report-a-problem",
        "google calendar": "calendar", "every week": "same-person-again", "profile picture": "photos", "compare": "finding-somebody",
    },
    "es": {
        "cuando me cobran": "when-is-my-card-charged", "devolución": "refunds", "reembolsos": "refunds", "cancelar": "canceling", "multa por cancelar": "canceling",
        "reagendar": "another-time", "propina": "tips", "no llegó la señora": "professional-did-not-come", "contracargo": "bank-dispute",
        "olvide la contraseña": "logging-in", "clave": "logging-in", "antecedentes": "who-is-checked", "cuando pagan": "when-am-i-paid", "emergencia": "safety-at-home",
        "factura": "what-i-paid", "efectivo": "pay-through-casaora", "privacidad": "who-sees-my-data", "reembolzo": "refunds", "trabajar con ustedes": "how-to-apply",
        "cambiar de banco": "payout-account", "calendario": "calendar", "cada semana": "same-person-again", "foto": "photos", "comparar": "finding-somebody",
    },
}  # fmt: skip


@pytest.mark.parametrize(("language", "asked", "slug"), [(spoken, asked, slug) for spoken, rows in ASKED.items() for asked, slug in rows.items()])
def test_what_people_type_leads_to_the_article(language: str, asked: str, slug: str) -> None:
    found = [hit.text.entry.slug for hit in index.index(language).find(asked)]
    assert slug in found[:3], found


def test_words_are_folded_and_their_endings_taken_off() -> None:
    assert folded("¿Cancelación Mañana?") == "¿cancelacion mañana?"
    assert {stem(word, "es") for word in ("reembolso", "reembolsos", "reembolsar")} == {"reembols"}
    assert {stem(word, "en") for word in ("refund", "refunds", "refunded", "refunding")} == {"refund"}
    assert stem("dia", "es") == "dia"


def test_what_says_nothing_finds_nothing() -> None:
    for asked in ("", "   ", "de la que", "xqzzk wvvbn", "🙂"):
        assert index.index("es").find(asked) == []


def test_a_search_is_quick_however_long_the_question() -> None:
    known = index.index("es")
    began = time.perf_counter()
    known.find("por qué " * 2000 + "reembolzo canselar profecional " * 20)
    assert time.perf_counter() - began < 0.25


def test_the_page_shows_the_sentence_with_its_words_marked(client: Client, db: None) -> None:
    page = client.get("/es/help/search/", {"q": "retencion"}).content.decode()
    assert "<mark>retención</mark>" in page
    assert "respuestas para «retencion»" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "{" not in page.split("<main")[1].split("</main>")[0]


def test_nothing_found_helps_on(client: Client, db: None) -> None:
    page = client.get("/en/help/search/", {"q": "zzzzqq"}).content.decode()
    assert "Nothing about “zzzzqq” yet" in page
    assert "/en/contact/" in page
    assert "/en/help/canceling/" in page


def test_markup_in_a_search_is_text(client: Client, db: None) -> None:
    for asked in ("<script>alert(1)</script>", "<b>tarjeta</b>", "a\x00b", "x" * 5000):
        answer = client.get("/es/help/search/", {"q": asked})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
        assert "<b>" not in answer.content.decode()


def test_a_search_keeps_nothing_and_asks_two_questions(client: Client, db: None, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(4):  # begin, the market, the policy, commit
        answer = client.get("/en/help/search/", {"q": "refund"})
    assert not answer.cookies


def test_searching_has_the_limit_of_searches() -> None:
    assert views.search.rate_category == "search"  # type: ignore[attr-defined]
