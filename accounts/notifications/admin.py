"""What was sent, on the staff site."""

from __future__ import annotations

from django.contrib import admin

from accounts.notifications.models import Mail
from accounts.users.admin import ReadOnly


class Mails(ReadOnly):
    """E-mails as they left; codes are struck out. For support, who are asked what was sent."""

    readers = ("support",)
    list_display = ("to", "subject", "sent_at")
    search_fields = ("to", "subject")
    ordering = ("-pk",)
    fields = ("to", "subject", "text", "sent_at")


def register(site: admin.AdminSite) -> None:
    """Mails."""
    site.register(Mail, Mails)
