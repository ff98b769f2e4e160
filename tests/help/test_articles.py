"""Every article: there in both languages, made of the same parts, and with no figure but those of the code."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.utils import translation

from bookings.catalog.models import PricingPolicy
from casaora.demo import places
from casaora.help import figures, pieces
from casaora.help.catalog import ARTICLES, AUDIENCES, FIRST, SUBJECTS
from casaora.help.texts import HERE, text
from casaora.pages.articles import NAME, filled
from tests.shape.test_messages import CATALOG

LANGUAGES = ("en", "es")
#: Words of banks, not of ours.
THEIRS = {"pending", "pendiente"}
each = pytest.mark.parametrize("slug", ARTICLES)
#: A number in words before a unit: it would not follow the code either.
IN_WORDS = re.compile(
    r"\b(two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty|thirty|dos|tres|cuatro|cinco|seis|siete|ocho|diez|doce|quince|veinte|treinta)\s+"
    r"(minutes?|hours?|(business |working )?days?|weeks?|percent|minutos?|horas?|días?|semanas?|por ciento)\b",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(r"\b(usted|muchacha|empleada|servicio doméstico|usuari[oa]s?|maid|gig|users?|simply|just)\b", re.IGNORECASE)


def source(slug: str, language: str) -> str:
    return (HERE / f"{slug}.{language}.md").read_text()


def test_the_table_and_the_files_name_the_same_articles() -> None:
    assert {path.name for path in HERE.iterdir()} == {f"{slug}.{language}.md" for slug in ARTICLES for language in LANGUAGES}
    assert len(ARTICLES) >= 24
    assert {SUBJECTS[entry.subject].audience for entry in ARTICLES.values()} == set(AUDIENCES)


@each
def test_an_article_is_made_of_the_same_parts_in_both_languages(slug: str) -> None:
    english, spanish = text(slug, "en"), text(slug, "es")
    assert len(english.body.chapters) == len(spanish.body.chapters) > 1
    assert english.body.html.count("<li>") == spanish.body.html.count("<li>")
    assert english.body.html.count("<a ") == spanish.body.html.count("<a ")
    assert sorted(NAME.findall(source(slug, "en"))) == sorted(NAME.findall(source(slug, "es")))
    assert len(english.words) > 3
    assert len(spanish.words) > 3
    for each_one in (english, spanish):
        assert len(each_one.title) < 90
        assert 40 < len(each_one.answer) < 420


@each
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_article_names_a_figure_of_its_own(slug: str, language: str) -> None:
    said = re.sub(r"^\d+\. ", "", source(slug, language), flags=re.MULTILINE).partition("\n")[2]  # lists are numbered; words to be found by may say 2fa
    said = re.sub(r"\]\([^)]*\)", "]", said)
    assert re.findall(r"\d[\d.,]*", said) == []
    assert IN_WORDS.findall(said) == []


@each
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_voice(slug: str, language: str) -> None:
    assert FORBIDDEN.findall(source(slug, language)) == []


@each
def test_what_an_article_names_is_there(slug: str, db: None, at: datetime) -> None:
    assert set(ARTICLES[slug].related) <= set(ARTICLES) - {slug}
    words = figures.known(figures.policy(at))
    for language in LANGUAGES:
        named = set(NAME.findall(source(slug, language)))
        assert named <= set(words) | set(pieces.PIECES)
        alone = set(re.findall(r"^\{([a-z_]+)\}$", source(slug, language), re.MULTILINE))
        assert {name for name in named if name in pieces.PIECES} == alone & set(pieces.PIECES)


def test_what_is_first_is_there_and_no_figure_is_kept_for_nobody(db: None, at: datetime) -> None:
    assert set(FIRST) <= set(ARTICLES)
    named = {name for slug in ARTICLES for name in NAME.findall(source(slug, "en"))}
    assert sorted(set(figures.OF_THE_CODE) - set(figures.legal.FIGURES) - named - {"contact_answer"}) == []
    assert sorted(set(figures.OF_THE_POLICY) - named) == []
    assert sorted(set(pieces.PIECES) - named) == []


def test_figures_follow_the_code_and_the_policy(db: None, at: datetime) -> None:
    market = places.markets()["CO"]
    PricingPolicy.objects.create(
        market=market, version=1, valid_from=at, minimum_subtotal_minor=2_000_000, maximum_subtotal_minor=200_000_000, fee_basis_points=1250, clearing_hours=72,
        cancellation_terms={"tiers": [[48, 10000], [6, 5000]], "right": {"days": 7, "is_business": True, "ahead_days": 5}},
    )  # fmt: skip
    said = figures.known(figures.policy(at))
    assert (said["fee"], said["clears_after"], said["free_until"], said["right_days"]) == ("12.5%", "3 days", "48 hours", "7 business days")
    assert (said["respond_within"], said["pay_within"], said["rule_within"], said["shortest_lead"]) == ("24 hours", "30 minutes", "10 days", "3 h 30")
    assert (said["minimum_payout"], said["payout_days"], said["payout_hour"]) == ("$\N{NO-BREAK SPACE}50.000", "Tuesday and Friday", "10:00")
    with translation.override("es"):
        said = figures.known(figures.policy(at))
    assert (said["fee"], said["right_days"], said["payout_days"]) == ("12,5\N{NO-BREAK SPACE}%", "7 días hábiles", "martes y viernes")


def test_before_any_market_is_open_articles_speak_of_what_the_code_has(db: None, at: datetime) -> None:
    said = figures.known(figures.policy(at))
    assert (said["fee"], said["free_until"]) == ("15%", "24 hours")


def test_a_figure_is_markup_for_nobody_and_a_name_that_is_not_there_is_refused() -> None:
    assert filled("a {who}", {"who": "<b>A & B</b>"}) == "a &lt;b&gt;A &amp; B&lt;/b&gt;"
    assert filled("{length} or more", {"length": "24 hours"}) == "24\N{NO-BREAK SPACE}hours or more"
    with pytest.raises(KeyError):
        filled("{nobody}", {})


@each
def test_what_an_article_quotes_is_written_so_on_the_page(slug: str) -> None:
    """Buttons and headings by their name: one that is renamed takes its article along."""
    sentences = {"en": {entry.msgid.rstrip(".") for entry in CATALOG}, "es": {entry.msgstr.rstrip(".") for entry in CATALOG}}
    for language, quote in (("en", "“([^”]+)”"), ("es", "«([^»]+)»")):
        quoted = set(re.findall(quote, source(slug, language))) - THEIRS
        assert quoted - sentences[language] == set()
