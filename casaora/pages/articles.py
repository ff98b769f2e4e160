"""Longer texts: Markdown files in both languages, made HTML once in a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt

TEXTS = Path(__file__).parent / "texts"
#: Raw HTML in a text is shown as text, and a script's address is refused.
MARKDOWN = MarkdownIt("js-default")


@dataclass(frozen=True, slots=True)
class Article:
    """A text as HTML, and its chapters: anchor and title."""

    html: SafeString
    chapters: tuple[tuple[str, str], ...]


@cache
def article(name: str, language: str) -> Article:
    """The text ``name`` in ``language`` (es or en). Raises FileNotFoundError."""
    tokens = MARKDOWN.parse((TEXTS / f"{name}.{language}.md").read_text(encoding="utf-8"))
    chapters = []
    for opening, inline in pairwise(tokens):
        if (opening.type, opening.tag) == ("heading_open", "h2"):
            opening.attrSet("id", slugify(inline.content))
            chapters.append((slugify(inline.content), inline.content))
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return Article(mark_safe(html), tuple(chapters))  # nosec B308 B703: a file of ours, raw HTML in it escaped
