"""Who else is free at a time: for the customer whose request came to nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.places.models import City
from accounts.professionals.models import Professional
from accounts.professionals.queries import bookable
from bookings.availability.queries import diaries
from bookings.availability.slots import fits
from bookings.catalog.models import Service

#: How many are looked at, at most: a notice names three.
LOOKED_AT = 40


def others_free(
    *, city: City, service: Service, starts_at: datetime, minutes: int, exclude: int, at: datetime, limit: int = 3
) -> list[Professional]:
    """Approved professionals of the city, with a live offering of the service, who could take the whole visit.

    Five statements whatever the limit. In the order of their keys: nobody pays to be named first.
    """
    rows = bookable(at).filter(
        city=city, user__suspended_at__isnull=True,
        offerings__service=service, offerings__is_live=True, offerings__minimum_minutes__lte=minutes,
    ).exclude(pk=exclude).select_related("city", "user").order_by("pk")[:LOOKED_AT]  # fmt: skip
    found = list(rows)
    known = diaries(found, starts_at, starts_at + timedelta(minutes=minutes))
    return [p for p in found if fits(known[p.pk], starts_at=starts_at, minutes=minutes, at=at)][:limit]
