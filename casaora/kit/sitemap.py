"""What search engines are told to look at: each package names its pages, and ``/sitemap.xml`` lists them in every language.

``settings.SITEMAP`` is a list of dotted paths of functions: each takes the moment and yields places. A package adds one line there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

#: Search engines read 50 000 addresses of one file, but so many are made in a second or two; each place has one in each language.
AT_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Place:
    """A page that anybody may read: the name of its view, its arguments, and when what it says last changed, if that is known."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    changed_at: datetime | None = None


def places(at: datetime) -> Iterator[Place]:
    """All of them, in the order of the setting; no more than one file may hold."""
    every = (place for path in settings.SITEMAP for place in import_string(path)(at))
    yield from islice(every, AT_MOST)


def addresses(place: Place) -> dict[str, str]:
    """The absolute address of a place in each language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = settings.SITE_URL + reverse(place.name, kwargs=place.arguments)
    return found
