"""Keeping a search, naming it, hearing of new people, and letting it go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.customers.models import Customer
from bookings.searches.models import SavedSearch
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.steps import By

#: More wishes than a household has; keeps the table from being filled.
MOST = 20


class TooMany(ValueError):
    """The list is full."""


class NoHousehold(LookupError):
    """Only households keep searches."""


def save(*, name: str, query: str, tells: bool, by: By, at: datetime) -> SavedSearch:
    """Keep a search in its canonical form. The same search again is renamed, not doubled. Raises TooMany, NoHousehold."""
    with transaction.atomic(durable=True), as_verb():
        customer = Customer.objects.select_for_update(no_key=True, of=("self",)).filter(pk=by.person_id).first()
        if customer is None:
            raise NoHousehold
        known = SavedSearch.objects.filter(customer=customer, query=query).first()
        if known is None and SavedSearch.objects.filter(customer=customer).count() >= MOST:
            raise TooMany
        row = known or SavedSearch(customer=customer, query=query, created_at=at)
        _write(row, name, tells)
    events.emit("search_saved", user=by.person_id)
    return row


def change(*, search_id: int, name: str, tells: bool, by: By, at: datetime) -> SavedSearch:
    """Another name, or whether to tell. Raises SavedSearch.DoesNotExist for others'."""
    with transaction.atomic(durable=True), as_verb():
        row = SavedSearch.objects.select_for_update().get(pk=search_id, customer_id=by.person_id)
        _write(row, name, tells)
        return row


def remove(*, search_id: int, by: By, at: datetime) -> None:
    """Let it go. Raises SavedSearch.DoesNotExist for others', and the second time."""
    with transaction.atomic(durable=True), as_verb():
        SavedSearch.objects.select_for_update().get(pk=search_id, customer_id=by.person_id).delete()
    events.emit("search_removed", user=by.person_id)


def silence(*, search_id: int, at: datetime) -> SavedSearch:
    """Tell no more, by the signed link of an e-mail. Raises SavedSearch.DoesNotExist."""
    with transaction.atomic(durable=True), as_verb():
        row = SavedSearch.objects.select_for_update().get(pk=search_id)
        _write(row, row.name, tells=False)
        return row


def _write(row: SavedSearch, name: str, tells: bool) -> None:
    """Telling begins with whoever fits at the next look: nobody is told of those who were there."""
    if tells and not row.tells:
        row.looked_at, row.seen = None, []
    row.name, row.tells = name, tells
    row.save()
