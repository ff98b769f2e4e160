"""Verbs of the heart."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.customers.models import Customer
from accounts.professionals.models import Professional
from bookings.favorites.models import Favorite
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.steps import By

#: More people than anybody keeps; what bounds a form that is sent again and again.
MOST = 100


class TooMany(ValueError):
    """The list is full."""


def keep(*, slug: str, by: By, at: datetime) -> Favorite:
    """Put a professional on the household's list; nothing new when she is on it.

    Raises Professional.DoesNotExist for nobody, and for somebody who was never let in; Customer.DoesNotExist; TooMany.
    """
    with transaction.atomic(durable=True), as_verb():
        customer = Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.person_id)
        professional = Professional.objects.exclude(pk=customer.pk).get(slug=slug, approved_at__isnull=False)
        known = Favorite.objects.filter(customer=customer)
        if not known.filter(professional=professional).exists() and known.count() >= MOST:
            raise TooMany
        row, is_new = Favorite.objects.get_or_create(customer=customer, professional=professional, defaults={"made_at": at})
    if is_new:
        events.emit("favorite_kept", professional=professional.pk)
    return row


def let_go(*, slug: str, by: By, at: datetime) -> None:
    """Take a professional off the list; nothing when she was not on it."""
    with transaction.atomic(durable=True), as_verb():
        gone, _rows = Favorite.objects.filter(customer_id=by.person_id, professional__slug=slug).delete()
    if gone:
        events.emit("favorite_let_go")
