"""What the pages of help show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from casaora.design.dates import language
from casaora.help import figures, index, pieces
from casaora.help.catalog import ARTICLES, FIRST, SUBJECTS, grouped
from casaora.help.models import Question
from casaora.help.texts import Text, text
from casaora.kit.sitemap import Place
from casaora.pages.articles import filled

#: Of one's own questions, how many the contact page shows.
LATEST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """An article in a list: its address, its question, its short answer."""

    url: str
    title: str
    answer: SafeString
    subject: Any = ""


def _line(each: Text, words: dict[str, str], answer: SafeString | None = None) -> Line:
    title = str(filled(escape(each.title), words))
    said = answer if answer is not None else filled(escape(each.answer), words)
    return Line(reverse("help:article", args=[each.entry.slug]), title, said, SUBJECTS[each.entry.subject].title)


def home(at: datetime) -> dict[str, Any]:
    """Every question, by whose it is and what it is about; a few first."""
    words, spoken = figures.known(figures.policy(at)), language()
    audiences = [
        {"name": audience, "title": title, "subjects": [
            {"name": name, "subject": subject, "lines": [_line(text(entry.slug, spoken), words) for entry in entries]} for name, subject, entries in subjects
        ]}
        for audience, title, subjects in grouped()
    ]  # fmt: skip
    return {"audiences": audiences, "first": [_line(text(slug, spoken), words) for slug in FIRST]}


def article(slug: str, at: datetime) -> dict[str, Any]:
    """One article, whole. Raises KeyError."""
    spoken = language()
    each = text(slug, spoken)
    held = figures.policy(at)
    words = figures.known(held)
    answer = filled(escape(each.answer), words)
    chapters = [(anchor, str(filled(escape(title), words))) for anchor, title in each.body.chapters]
    return {
        "slug": slug, "title": filled(escape(each.title), words), "answer": answer, "chapters": chapters, "minutes": each.minutes, "updated": each.entry.updated,
        "html": filled(pieces.placed(each.body.html, held, at), words), "subject": SUBJECTS[each.entry.subject], "subject_name": each.entry.subject,
        "related": [_line(text(other, spoken), words) for other in each.entry.related],
        "facts": _facts(str(each.title), str(answer), each),
    }  # fmt: skip


def _facts(title: str, answer: str, each: Text) -> dict[str, Any]:
    """For search engines: the question and its short answer, as the page says them."""
    said = {"@type": "Answer", "text": answer}
    return {"@type": "FAQPage", "inLanguage": language(), "dateModified": each.entry.updated.isoformat(), "mainEntity": [{"@type": "Question", "name": title, "acceptedAnswer": said}]}


def found(asked: str, at: datetime) -> list[Line]:
    """What fits, best first, each with the sentence that says so, its words marked."""
    hits = index.index(language()).find(asked)
    if not hits:
        return []
    words = figures.known(figures.policy(at))
    return [_line(hit.text, words, _marked(hit, words)) for hit in hits]


def _marked(hit: index.Found, words: dict[str, str]) -> SafeString:
    spoken = language()
    said = str(filled(escape(hit.sentence), words))
    parts = [
        f"<mark>{word}</mark>" if index.folded(word).isalnum() and set(index.stems(word, spoken)) & hit.stems else word
        for word in index.PARTS.split(said)
    ]  # fmt: skip
    return mark_safe("".join(parts))  # nosec B308 B703: escaped above


def questions_of(person_id: int) -> QuerySet[Question]:
    """What a signed-in person asked us lately, newest first."""
    return Question.objects.filter(person_id=person_id).order_by("-asked_at", "-pk")[:LATEST]


def places(at: datetime) -> list[Place]:
    """For search engines: the help centre, its articles, and the way to us."""
    return [Place("help:home"), Place("help:contact"), *(Place("help:article", {"slug": slug}) for slug in ARTICLES)]
