"""Kept searches on the staff site."""

from __future__ import annotations

from django.contrib.admin import AdminSite

from accounts.users.admin import ReadOnly
from bookings.searches.models import SavedSearch


class SavedSearches(ReadOnly):
    """What households look for. Nobody changes it for them."""

    readers = ("support",)
    list_display = ("name", "customer", "query", "tells", "looked_at", "created_at")
    list_filter = ("tells",)
    list_select_related = ("customer__user",)
    search_fields = ("customer__user__email", "query")
    ordering = ("-pk",)
    fields = readonly_fields = ("name", "customer", "query", "tells", "looked_at", "created_at")


def register(site: AdminSite) -> None:
    """Everything of this package."""
    site.register(SavedSearch, SavedSearches)
