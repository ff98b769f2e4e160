"""Longer texts: Markdown files in both languages, made HTML once in a process."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from casaora.design.tags.marks import icon
from casaora.kit.money import NO_BREAK

TEXTS = Path(__file__).parent / "texts"
#: Raw HTML in a text is shown as text, and a script's address is refused.
MARKDOWN = MarkdownIt("js-default").enable("table")
#: A link in a text names a page of ours: ``[terms](page:pages:terms)``, ``[tips](page:help:article:tips#how)``.
PAGE = "page:"
#: What stands for a figure or a name that the code or the operator decides: ``{respond_within}``.
NAME = re.compile(r"\{([a-z_]+)\}")
#: A figure and its unit stay on one line, if they are no longer than this.
SHORT = 20


@dataclass(frozen=True, slots=True)
class Article:
    """A text as HTML, and its chapters: anchor and title."""

    html: SafeString
    chapters: tuple[tuple[str, str], ...]


@cache
def article(name: str, language: str) -> Article:
    """The text ``name`` in ``language`` (es or en). Raises FileNotFoundError."""
    return rendered((TEXTS / f"{name}.{language}.md").read_text(encoding="utf-8"), language)


def rendered(source: str, language: str) -> Article:
    """Markdown as HTML, with its chapters. Raises NoReverseMatch for a link to a page that there is not."""
    tokens = MARKDOWN.parse(source)
    chapters = []
    for opening, inline in pairwise(tokens):
        if (opening.type, opening.tag) == ("heading_open", "h2"):
            opening.attrSet("id", slugify(inline.content))
            chapters.append((slugify(inline.content), inline.content))
    with translation.override(language):
        _lead_home(tokens)
    html = MARKDOWN.renderer.render(_remarks(tokens), MARKDOWN.options, {})
    return Article(mark_safe(html), tuple(chapters))  # nosec B308 B703: a file of ours, raw HTML in it escaped


def _lead_home(tokens: Sequence[Token]) -> None:
    """Links to pages of ours get the address that they have in the text's language."""
    for token in tokens:
        _lead_home(token.children or ())
        wanted: Any = token.attrGet("href") if token.type == "link_open" else None
        if isinstance(wanted, str) and wanted.startswith(PAGE):
            name, hash_, anchor = wanted.removeprefix(PAGE).partition("#")
            parts = name.split(":")
            token.attrSet("href", reverse(":".join(parts[:2]), args=parts[2:]) + hash_ + anchor)


def _remarks(tokens: Sequence[Token]) -> list[Token]:
    """A quotation is a remark of ours, and looks like every note."""
    for token in tokens:
        if token.type == "blockquote_open":
            token.type, token.content = "html_block", f'<div class="note note--teal">{icon("info")}<div>\n'
        elif token.type == "blockquote_close":
            token.type, token.content = "html_block", "</div></div>\n"
    return list(tokens)



def filled(text: str, words: Mapping[str, str]) -> SafeString:
    """HTML with its names replaced; a figure is never broken. Raises KeyError for a name that there is not."""
    return mark_safe(NAME.sub(lambda found: _unbroken(escape(words[found[1]])), text))  # nosec B308 B703: the text is ours, the words are escaped


def _unbroken(words: str) -> str:
    return words.replace(" ", NO_BREAK) if len(words) < SHORT and words[:1].isdigit() else words
