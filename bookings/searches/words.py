"""A kept search in words."""

from __future__ import annotations

from bookings.directory.forms import NARROWING, Search
from bookings.directory.shown import chosen_words


def wishes(form: Search) -> list[str]:
    """What it asks for: service, city, and whatever narrows it. Empty when it asks for something that is no more."""
    if not form.is_valid():
        return []
    narrow = [chosen_words(form, name) for name in NARROWING if form.cleaned_data.get(name) not in (None, "")]
    return [form.summary(), form.cities[form.cleaned_data["city"]].name, *narrow]


def suggested_name(form: Search) -> str:
    """``Regular cleaning, Bogotá``: what the name's field begins with."""
    return ", ".join(wishes(form)[:2])[:60]
