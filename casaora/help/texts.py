"""An article's file: words to be found by, the question, the short answer, and then the rest.

    words: cobro, débito, tarjeta
    # When is my card charged?
    When the professional says yes. …

    ## What a hold is
    …

Figures are names (``figures``), pieces of the product stand alone in a line (``pieces``): ``{where_card}``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casaora.help.catalog import ARTICLES, Entry
from casaora.pages.articles import Article, rendered

HERE = Path(__file__).parent / "articles"
_PARTS = re.compile(r"\Awords: (?P<words>[^\n]*)\n# (?P<title>[^\n]+)\n\s*(?P<answer>.+?)\n\n(?P<rest>.*)\Z", re.DOTALL)
#: A sentence as it is shown where something was found: without the marks of Markdown.
_MARKS = re.compile(r"\*\*|^[-#>\d.]+ +|\[([^\]]+)\]\([^)]+\)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    """One article in one language; ``answer`` and ``body`` still hold the names of figures."""

    entry: Entry
    title: str
    words: tuple[str, ...]
    answer: str
    body: Article
    sentences: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """How long reading it takes, in whole minutes; never none."""
        return max(1, round(sum(len(sentence.split()) for sentence in self.sentences) / 180))


@cache
def text(slug: str, language: str) -> Text:
    """The article in a language (es or en). Raises KeyError for one that there is not."""
    entry = ARTICLES[slug]
    parts = _PARTS.match((HERE / f"{slug}.{language}.md").read_text(encoding="utf-8"))
    assert parts, f"{slug}.{language}.md has no words, question or answer"
    plain = "\n\n".join((parts["answer"], parts["rest"]))
    words = tuple(word.strip() for word in parts["words"].split(",") if word.strip())
    return Text(entry, parts["title"].strip(), words, _plain(parts["answer"]), rendered(parts["rest"], language), tuple(_sentences(plain)))


def _plain(source: str) -> str:
    return " ".join(_MARKS.sub(lambda found: found[1] or "", source).split())


def _sentences(source: str) -> list[str]:
    """What can be quoted: sentences of paragraphs and list items, not headings and not pieces."""
    found: list[str] = []
    for block in re.split(r"\n\n|\n(?=[-\d])", source):
        if block.startswith("#") or re.fullmatch(r"\{[a-z_]+\}\s*", block):
            continue
        found += [part for part in re.split(r"(?<=[.:?])\s+(?=[A-ZÁÉÍÓÚ¿«“{])", _plain(block)) if part]
    return found
