"""Whom a household keeps."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.professionals.queries import bookable
from bookings.favorites.models import Favorite


def of_customer(person_id: int, at: datetime) -> QuerySet[Favorite]:
    """A household's list, the newest first; ``is_bookable`` says whether she can be booked now."""
    now = bookable(at).filter(pk=OuterRef("professional"))
    rows = Favorite.objects.filter(customer_id=person_id).annotate(is_bookable=Exists(now))
    return rows.select_related("professional__city", "professional__neighborhood").order_by("-made_at", "-pk")


def is_kept(person_id: int, professional_id: int) -> bool:
    """Whether this household has given her its heart. One statement."""
    return Favorite.objects.filter(customer_id=person_id, professional_id=professional_id).exists()
