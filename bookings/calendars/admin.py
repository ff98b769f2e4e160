"""Who reads their visits in a calendar of their own. The address is nobody's to see."""

from __future__ import annotations

from django.contrib import admin

from accounts.users.admin import ReadOnly
from bookings.calendars.models import CalendarFeed


class CalendarFeeds(ReadOnly):
    """Support sees that there is one."""

    readers = ("support",)
    list_display = ("person", "made_at")
    list_select_related = ("person",)
    search_fields = ("person__email",)
    fields = readonly_fields = ("person", "made_at")


def register(site: admin.AdminSite) -> None:
    """Calendar addresses."""
    site.register(CalendarFeed, CalendarFeeds)
