"""Questions about households."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.customers.models import Address


def address_book(person_id: int) -> QuerySet[Address]:
    """A customer's homes, oldest first."""
    return Address.objects.filter(customer_id=person_id, removed_at=None).select_related("city", "neighborhood").order_by("pk")
