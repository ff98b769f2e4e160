"""Pages of a long list, bounded."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator


def page_of(rows: Any, number: str | None, size: int = 20) -> Page[Any]:
    """The page asked for; the first for nonsense, the last when it lies beyond."""
    return Paginator(rows, size).get_page(number)
