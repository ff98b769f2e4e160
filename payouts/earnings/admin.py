"""Earnings on the staff site: read, hold back with a reason, let go."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.users.admin import ForStaff, ReadOnly, groups_of
from casaora.kit import clock
from casaora.kit.steps import By
from payouts.earnings import actions
from payouts.earnings.models import Earning, EarningHold, EarningStep
from payouts.earnings.steps import NotNow

#: What staff hold back themselves; reports and disputes open and close theirs.
REASON = EarningHold.Reason.REVIEW


class WhyMissing(Exception):
    """Money is not kept from anybody without a reason."""


class Holds(ForStaff, admin.TabularInline):
    """What kept it."""

    model = EarningHold
    readers = ("finance", "support")
    fields = readonly_fields = (
        "reason",
        "why",
        "until",
        "unblocked_by",
        "opened_at",
        "opened_by_role",
        "closed_at",
        "closed_why",
    )
    extra = 0


class Steps(ForStaff, admin.TabularInline):
    """What happened to it."""

    model = EarningStep
    readers = ("finance",)
    fields = readonly_fields = ("at", "step", "from_state", "to_state", "amount_minor", "by_role", "by_person_id", "why")
    extra = 0


class Earnings(ReadOnly):
    """What professionals have earned."""

    readers = ("finance", "support")
    list_display = (
        "reference",
        "professional",
        "kind",
        "amount",
        "fee",
        "state",
        "clears_at",
        "paid_at",
        "problem",
    )
    list_filter = ("state", "kind", "market", ("clears_at", admin.DateFieldListFilter), ("problem", admin.EmptyFieldListFilter))
    list_select_related = ("professional",)
    search_fields = ("=reference", "professional__display_name")
    ordering = ("-pk",)
    inlines = (Holds, Steps)
    actions = ("hold_back", "let_go")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only finance keeps money, and gives it free."""
        return super().get_actions(request) if "finance" in groups_of(request) else {}

    @admin.action(description=_("Hold back (with a reason)"))
    def hold_back(self, request: HttpRequest, queryset: QuerySet[Earning]) -> None:
        """Keep these from being paid until somebody lets them go."""

        def hold_back(earning: Earning, by: By, why: str) -> None:
            if not why:
                raise WhyMissing(_("Say why."))
            actions.hold_back(reference=earning.reference, reason=REASON, why=why, by=by, at=clock.now())

        self.each(request, queryset, hold_back, (NotNow, WhyMissing))

    @admin.action(description=_("Let go"))
    def let_go(self, request: HttpRequest, queryset: QuerySet[Earning]) -> None:
        """Close what staff held back themselves."""

        def let_go(earning: Earning, by: By, why: str) -> None:
            actions.let_go(reference=earning.reference, reason=REASON, why=why, by=by, at=clock.now())

        self.each(request, queryset, let_go, (NotNow,))


def register(site: admin.AdminSite) -> None:
    """Earnings."""
    site.register(Earning, Earnings)
