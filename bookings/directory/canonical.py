"""One way to write a search down: the same wish has the same address, whoever typed it."""

from __future__ import annotations

from django.http import QueryDict

from bookings.directory.ranking import FIT

#: What a search may say, in the order in which its address says it. Anything else is dropped.
WISHES = ("service", "city", "neighborhood", "date", "time", "hours", "max_price", "language", "certificate", "sort")
NAMES = (*WISHES, "page")
USUAL = {"page": "1", "sort": FIT}
#: No value that means something is longer; what is longer is cut, and still told that it is wrong.
LONGEST = 60


def canonical(asked: QueryDict, first_city: str = "", names: tuple[str, ...] = NAMES) -> QueryDict:
    """The search in its one form: known names in order, in small letters, without blanks and what goes without saying."""
    usual = {**USUAL, "city": first_city}
    written = QueryDict(mutable=True)
    for name in names:
        value = asked.get(name, "").strip().lower()[:LONGEST]
        if value and value != usual.get(name):
            written[name] = value
    return written


def without(query: QueryDict, *names: str) -> str:
    """The address's text without some of it, and on its first page."""
    return changed(query, **dict.fromkeys(names, ""))


def changed(query: QueryDict, **values: str) -> str:
    """The address's text with other values, empty ones dropped, and on its first page."""
    mixed = query.copy()
    mixed.pop("page", None)
    for name, value in values.items():
        mixed[name] = value
    return canonical(mixed).urlencode()
