"""Payout accounts on the staff site."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.users.actions import MayNot, WhyMissing
from accounts.users.admin import ReadOnly, groups_of
from casaora.kit import clock
from casaora.kit.steps import By
from payouts.connect import actions, replacing
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
    actions = ("refresh", "replace")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Another account is finance's."""
        offered = super().get_actions(request)
        if "finance" not in groups_of(request):
            offered.pop("replace", None)
        return offered

    @admin.action(description=_("Read again at the processor"))
    def refresh(self, request: HttpRequest, queryset: QuerySet[PayoutAccount]) -> None:
        """Ask the processor how these are."""

        def refresh(account: PayoutAccount, by: By, why: str) -> None:
            actions.refresh(professional_id=account.pk, at=clock.now())

        self.each(request, queryset, refresh, (actions.NotReachable,))


    @admin.action(description=_("Let another account take its place (with a reason that she is told; nothing is sent for 72 h)"))
    def replace(self, request: HttpRequest, queryset: QuerySet[PayoutAccount]) -> None:
        """For one that is gone or disabled at the processor; she fills in the new one herself."""

        def replace(account: PayoutAccount, by: By, why: str) -> None:
            replacing.replace(professional_id=account.pk, by=by, at=clock.now(), why=why)

        refusals = (replacing.NotGone, actions.NotReachable, actions.BeingOpened, actions.NotOpened, MayNot, WhyMissing)
        self.each(request, queryset, replace, refusals)


def register(site: admin.AdminSite) -> None:
    """Payout accounts."""
    site.register(PayoutAccount, PayoutAccounts)
