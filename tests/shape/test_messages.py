"""Every sentence has its Spanish: nothing missing, fuzzy, empty, or with other names for its values. Needs no gettext tools."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CATALOG = polib.pofile(str(ROOT / "casaora/locale/es/LC_MESSAGES/django.po"))
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
VALUES = re.compile(r"%\((\w+)\)[sd]")


def used() -> Iterator[tuple[str | None, str, str]]:
    """(context, sentence, where) of everything that the source says."""
    sources = [(p, p.read_text()) for folder in ("casaora", "accounts", "payouts", "bookings") for p in sorted((ROOT / folder).rglob("*.py"))]
    sources += [(p, " ".join(templatize(p.read_text()).split())) for p in sorted((ROOT / "templates").rglob("*")) if p.suffix in (".html", ".txt")]
    for path, text in sources:
        for line, found, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            sentence = found[0] if isinstance(found, tuple) else found
            if isinstance(sentence, str) and sentence:
                yield context, sentence, f"{path.relative_to(ROOT)}:{line}"


def test_every_sentence_of_the_source_is_in_the_catalogue() -> None:
    known = {(e.msgctxt, e.msgid) for e in CATALOG}
    missing = sorted({f"{where}: {sentence}" for context, sentence, where in used() if (context, sentence) not in known})
    assert missing == []


def test_nothing_is_empty_or_fuzzy() -> None:
    unfinished = [e.msgid for e in CATALOG if "fuzzy" in e.flags or not (e.msgstr or (e.msgstr_plural and all(e.msgstr_plural.values())))]
    assert unfinished == []


def test_named_values_are_the_same_in_both_languages() -> None:
    wrong = []
    for entry in CATALOG:
        given = set(VALUES.findall(entry.msgid)) | set(VALUES.findall(entry.msgid_plural))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text and not set(VALUES.findall(text)) <= given:
                wrong.append((entry.msgid, text))
            if text and not entry.msgid_plural and set(VALUES.findall(text)) != given:
                wrong.append((entry.msgid, text))
    assert wrong == []


def test_spanish_speaks_to_people_the_way_we_do() -> None:
    """``tú``, never ``usted`` forms or the words that the voice forbids."""
    forbidden = re.compile(r"\b(usted|muchacha|empleada|servicio doméstico|usuario|usuaria)\b", re.IGNORECASE)
    assert [e.msgstr for e in CATALOG if forbidden.search(e.msgstr)] == []
