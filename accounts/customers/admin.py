"""Households and places on the staff site."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.customers.models import Address, Customer
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


def register(site: admin.AdminSite) -> None:
    """Customers."""
    site.register(Customer, Households)
