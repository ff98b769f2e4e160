"""The books on the staff site: finance reads, nobody writes."""

from __future__ import annotations

from django.contrib import admin

from accounts.users.admin import ForStaff, ReadOnly
from payouts.ledger.models import Entry, Posting, Seal


class Postings(ForStaff, admin.TabularInline):
    """The legs of an entry."""

    model = Posting
    readers = ("finance",)
    fields = readonly_fields = ("account", "person", "currency", "amount_minor")
    extra = 0


class Entries(ReadOnly):
    """What moved."""

    readers = ("finance",)
    list_display = ("kind", "reference", "subject", "at", "memo")
    list_filter = ("kind", "at")
    search_fields = ("=reference", "=subject")
    ordering = ("-pk",)
    inlines = (Postings,)


class Seals(ReadOnly):
    """The chain."""

    readers = ("finance",)
    list_display = ("sequence", "entry", "hash", "sealed_at")
    list_select_related = ("entry",)
    ordering = ("-sequence",)
    fields = readonly_fields = ("sequence", "entry", "previous_hash", "hash", "sealed_at")


def register(site: admin.AdminSite) -> None:
    """The books."""
    site.register(Entry, Entries)
    site.register(Seal, Seals)
