"""Payout accounts on the staff site."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.users.admin import ReadOnly
from casaora.kit import clock
from casaora.kit.steps import By
from payouts.connect import actions
from payouts.connect.models import PayoutAccount


class PayoutAccounts(ReadOnly):
    """Where payouts go, as the processor last said."""

    readers = ("finance", "support")
    list_display = (
        "reference",
        "professional",
        "transfers_active",
        "payouts_enabled",
        "disabled_reason",
        "checked_at",
        "held_until",
    )
    list_filter = ("transfers_active", "payouts_enabled", ("held_until", admin.EmptyFieldListFilter))
    list_select_related = ("professional",)
    search_fields = ("=reference", "=processor_id", "professional__display_name")
    actions = ("refresh",)

    @admin.action(description=_("Read again at the processor"))
    def refresh(self, request: HttpRequest, queryset: QuerySet[PayoutAccount]) -> None:
        """Ask the processor how these are."""

        def refresh(account: PayoutAccount, by: By, why: str) -> None:
            actions.refresh(professional_id=account.pk, at=clock.now())

        self.each(request, queryset, refresh, (actions.NotReachable,))


def register(site: admin.AdminSite) -> None:
    """Payout accounts."""
    site.register(PayoutAccount, PayoutAccounts)
