"""Reading what somebody keeps."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict

from bookings.catalog import queries as catalog
from bookings.directory import queries as directory
from bookings.directory.canonical import WISHES, canonical
from bookings.directory.forms import Search
from bookings.searches.models import SavedSearch

#: What a kept search says: who and where, not which day, which would soon have passed.
KEPT = tuple(name for name in WISHES if name not in ("date", "time"))


def kept_form(asked: QueryDict) -> str:
    """A search as it is kept: its one written form, with its city and without a day."""
    return canonical(asked, names=KEPT).urlencode()


def searches_of(person_id: int) -> QuerySet[SavedSearch]:
    """A household's, newest first."""
    return SavedSearch.objects.filter(customer_id=person_id).order_by("-pk")


def one_of(person_id: int, search_id: int) -> SavedSearch:
    """Raises SavedSearch.DoesNotExist for others'."""
    return SavedSearch.objects.get(customer_id=person_id, pk=search_id)


def forms_of(queries: list[str], at: datetime) -> list[Search]:
    """The search form of each, bound, in a fixed number of statements: two."""
    places, services = directory.places(), catalog.services()
    return [Search(QueryDict(query), places=places, services=services, at=at) for query in queries]
