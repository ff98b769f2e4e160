"""What pages ask of an address: a page of a long list, a day, an hour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator

T = TypeVar("T")


def page_of(rows: Any, number: str | None, size: int = 20) -> Page[Any]:
    """The page asked for; the first for nonsense, the last when it lies beyond."""
    return Paginator(rows, size).get_page(number)


def parsed(parse: Callable[[str], T | None], text: str | None) -> T | None:
    """What Django's parser makes of a text from an address; None, too, for a day or an hour that there is not."""
    try:
        return parse(text or "")
    except ValueError:
        return None
