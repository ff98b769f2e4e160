"""Favorites, for support."""

from __future__ import annotations

from django.contrib import admin

from accounts.users.admin import ReadOnly
from bookings.favorites.models import Favorite


class Favorites(ReadOnly):
    """Whom households keep."""

    readers = ("support",)
    list_display = ("customer", "professional", "made_at")
    list_select_related = ("customer__user", "professional")
    search_fields = ("customer__user__email", "professional__display_name")
    ordering = ("-pk",)


def register(site: admin.AdminSite) -> None:
    """Hearts."""
    site.register(Favorite, Favorites)
