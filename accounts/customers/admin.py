"""Households on the staff site, and the places that they are in.

Opening a place takes a migration or a command: a market without a processor is never opened by a click.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.customers.models import Address, Customer
from accounts.places.models import City, Market, Neighborhood
from accounts.users.admin import ForStaff, ReadOnly


class Homes(ForStaff, admin.TabularInline):
    """The address book, for support alone."""

    model = Address
    readers = ("support",)
    fields = readonly_fields = ("label", "city", "neighborhood", "line", "notes", "removed_at")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Address]:
        """With the names of places."""
        return super().get_queryset(request).select_related("city", "neighborhood")


class Households(ReadOnly):
    """Customers."""

    readers = ("support", "operations", "finance")
    list_display = ("user", "phone")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__first_name", "user__last_name")
    fields = readonly_fields = ("user", "phone", "processor_id")
    inlines = (Homes,)


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
    """Customers, markets, cities, neighborhoods."""
    site.register(Customer, Households)
    site.register(Market, Markets)
    site.register(City, Cities)
    site.register(Neighborhood, Neighborhoods)
