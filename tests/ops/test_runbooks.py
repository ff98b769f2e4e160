"""Each runbook is there in both languages, names only what exists, and opens for staff alone."""

from __future__ import annotations

import re

import pytest
from django.core.management import get_commands
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.users.models import User
from casaora.demo import cast
from casaora.ops import runbooks
from casaora.ops.facts import FACTS
from casaora.ops.kinds import KINDS
from casaora.ops.remedies import REMEDIES
from casaora.ops.runbooks import HERE, RUNBOOKS
from tests.accounts.staff import enter, staff

HEADINGS = {
    "en": ["How it shows", "What is safe", "What to do", "How to know that it is over"],
    "es": ["Cómo se ve", "Qué está a salvo", "Qué hacer", "Cómo saber que pasó"],
}
#: ``doctor`` is answered by manage.py itself, before Django starts.
BEFORE_DJANGO = {"doctor"}
each = pytest.mark.parametrize("slug", RUNBOOKS)


def source(slug: str, language: str) -> str:
    return (HERE / f"{slug}.{language}.md").read_text(encoding="utf-8")


def steps(slug: str, language: str) -> list[str]:
    return re.findall(r"^\d+\. (.+)$", source(slug, language), re.MULTILINE)


def names(text: str) -> list[str]:
    """What is printed bold is the name of something on the staff site: a button, a switch, a page, a remedy."""
    return re.findall(r"\*\*(.+?)\*\*", text)


def commands(text: str) -> list[str]:
    return re.findall(r"manage\.py ([^`]+)", text)


@each
@pytest.mark.parametrize("language", HEADINGS)
def test_it_has_the_four_headings_numbered_steps_and_the_length_of_one_page(slug: str, language: str) -> None:
    text = source(slug, language)
    assert re.findall(r"^#+ (.+)$", text, re.MULTILINE) == HEADINGS[language]
    assert [int(n) for n in re.findall(r"^(\d+)\. ", text, re.MULTILINE)] == list(range(1, len(steps(slug, language)) + 1))
    assert len(steps(slug, language)) >= 5
    assert 25 <= len(text.splitlines()) <= 45


@each
def test_both_languages_have_the_same_steps_commands_and_names(slug: str) -> None:
    english, spanish = steps(slug, "en"), steps(slug, "es")
    assert len(english) == len(spanish)
    for ours, theirs in zip(english, spanish, strict=True):
        assert commands(ours) == commands(theirs)
        with translation.override("es"):
            assert [translation.gettext(name) for name in names(ours)] == names(theirs)


@each
def test_every_name_is_a_word_of_the_staff_site_and_has_its_spanish(slug: str) -> None:
    no = {"Do not", "do not"}
    with translation.override("es"):
        strange = [name for name in names(source(slug, "en")) if name not in no and translation.gettext(name) == name]
    assert strange == []


@each
@pytest.mark.parametrize("language", HEADINGS)
def test_every_command_exists(slug: str, language: str) -> None:
    for line in [*commands(source(slug, language)), *RUNBOOKS[slug].commands]:
        name, *rest = line.split()
        assert name in {*get_commands(), *BEFORE_DJANGO}, line
        assert name != "remedy" or rest[0] in REMEDIES, line


@each
@pytest.mark.parametrize("language", HEADINGS)
def test_the_box_beside_the_text_has_the_same_commands(slug: str, language: str) -> None:
    assert set(RUNBOOKS[slug].commands) <= set(commands(source(slug, language)))


def test_every_alarm_leads_to_a_runbook_and_every_runbook_shows_facts_and_remedies_that_exist() -> None:
    assert {kind.runbook for kind in KINDS.values()} == set(RUNBOOKS)
    assert {p.name for p in HERE.glob("*.md")} == {f"{slug}.{language}.md" for slug in RUNBOOKS for language in HEADINGS}
    for slug, book in RUNBOOKS.items():
        assert set(book.facts) <= set(FACTS), slug
        assert set(book.remedies) <= set(REMEDIES), slug


@each
def test_each_remedy_that_the_page_offers_is_named_in_its_text(slug: str) -> None:
    named = names(source(slug, "en"))
    assert [str(REMEDIES[name].title) for name in RUNBOOKS[slug].remedies if str(REMEDIES[name].title) not in named] == []


def page(client: Client, slug: str, language: str = "en") -> str:
    answer = client.get(reverse("admin:runbook", args=[slug]), headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def member(client: Client, *groups: str) -> Client:
    return enter(client, User.objects.get(pk=staff(groups[0].title(), *groups).person_id))


@pytest.mark.django_db
@each
def test_operations_reads_it_with_the_facts_of_now_and_its_buttons(slug: str, client: Client) -> None:
    text = page(member(client, "operations"), slug)
    assert "How to know that it is over" in text
    assert "At this moment" in text
    for name in RUNBOOKS[slug].remedies:
        allowed = "operations" in REMEDIES[name].groups
        assert (reverse("admin:apply_remedy", args=[name]) in text) is allowed, name


@pytest.mark.django_db
@each
def test_support_reads_the_text_and_nothing_else(slug: str, client: Client) -> None:
    text = page(member(client, "support"), slug)
    assert "What to do" in text
    assert "At this moment</h2>" not in text
    assert "In a terminal</h2>" not in text
    assert "operations/remedies/" not in text


@pytest.mark.django_db
def test_finance_is_offered_what_moves_money_by_asking_a_second_person(client: Client) -> None:
    text = page(member(client, "finance"), "payout-batch-stuck")
    assert "Ask a second person" in text
    assert reverse("admin:apply_remedy", args=["plan_payouts"]) in text


@pytest.mark.django_db
def test_nobody_else_reads_it(client: Client) -> None:
    customer, address = cast.customer().user, reverse("admin:runbook", args=["leaked-key"])
    assert client.get(address).status_code == 302
    client.force_login(customer)
    assert client.get(address).status_code in (302, 403, 404)
    assert "SECRET_KEY" not in client.get(address, follow=True).content.decode()


@pytest.mark.django_db
def test_what_was_never_written_is_not_found(client: Client) -> None:
    assert member(client, "operations").get(reverse("admin:runbook", args=["no-such"])).status_code == 404
    with pytest.raises(runbooks.NoSuchRunbook):
        runbooks.text("../settings")


def test_the_text_is_markdown_without_html_and_in_the_readers_language() -> None:
    with translation.override("es"):
        spanish = runbooks.text("processor-down")
    with translation.override("en"):
        english = runbooks.text("processor-down")
    assert "<h2>Qué hacer</h2>" in spanish
    assert "<h2>What to do</h2>" in english
    assert "<ol>" in english
    assert "<script" not in english
