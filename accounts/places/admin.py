"""Places on the staff site. Opening one takes a migration or a command: a market without a processor is never opened."""

from __future__ import annotations

from django.contrib import admin

from accounts.places.models import City, Market, Neighborhood
from accounts.users.admin import ReadOnly


class Markets(ReadOnly):
    """Countries."""

    readers = ("support", "operations", "finance")
    list_display = ("code", "name_en", "currency", "time_zone", "is_open")


class Cities(ReadOnly):
    """Cities."""

    readers = ("support", "operations")
    list_display = ("name_es", "market", "time_zone", "is_open")
    list_select_related = ("market",)


class Neighborhoods(ReadOnly):
    """Their parts."""

    readers = ("support", "operations")
    list_display = ("name", "city")
    list_filter = ("city",)
    list_select_related = ("city",)
    search_fields = ("name",)


def register(site: admin.AdminSite) -> None:
    """Markets, cities, neighborhoods."""
    site.register(Market, Markets)
    site.register(City, Cities)
    site.register(Neighborhood, Neighborhoods)
