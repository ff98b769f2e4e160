"""Questions about places."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.places.models import City, Market, Neighborhood


def home_zone() -> str:
    """The time zone of the market that is open (the first by code), for moments that have no city."""
    return Market.objects.filter(is_open=True).order_by("code").values_list("time_zone", flat=True).first() or "UTC"


def open_cities() -> QuerySet[City]:
    """Cities where people can book and work."""
    return City.objects.filter(is_open=True, market__is_open=True).order_by("slug")


def open_neighborhoods() -> QuerySet[Neighborhood]:
    """The parts of those cities, grouped by city."""
    return Neighborhood.objects.filter(city__in=open_cities()).select_related("city").order_by("city__slug", "name")
