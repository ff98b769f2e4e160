"""Tips and extra time on the staff site: read; finance gives one back, with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.users.actions import MayNot, WhyMissing
from accounts.users.admin import ForStaff, ReadOnly, groups_of
from accounts.users.columns import stamp
from accounts.users.values import VALUES
from bookings.lifecycle.admin import NotSettled
from bookings.lifecycle.claims import NotNow
from bookings.payments.actions import BeingConfirmed
from bookings.payments.records import Disputed, TooMuch
from bookings.supplements import actions, process
from bookings.supplements.models import Supplement, SupplementStep
from casaora.kit import clock
from casaora.kit.steps import By

EVERYBODY = ("support", "finance", "operations")
#: A customer pays a tip; elsewhere what is paid was sent to a professional.
SAID = {**VALUES, "paid": _("Paid")}


class Steps(ForStaff, admin.TabularInline):
    """What happened, by whom."""

    model = SupplementStep
    values = SAID
    readers = EVERYBODY
    fields = readonly_fields = ("at", "step", "from_state", "to_state", "by_role", "by_person_id", "why")
    extra = 0


class Supplements(ReadOnly):
    """Every tip and all extra time."""

    values = SAID
    readers = EVERYBODY
    list_display = ("reference", "kind", "state", "booking", "total", "earning", "made_at", "paid")
    list_filter = ("kind", "state", ("made_at", admin.DateFieldListFilter))
    list_select_related = ("booking", "payment")
    search_fields = ("=reference", "=booking__reference", "=payment__reference")
    ordering = ("-pk",)
    inlines = (Steps,)
    fields = readonly_fields = (
        "reference", "kind", "state", "booking", "minutes", "total", "fee", "earning", "payment", "made_at", "paid", "next_try_at", "books",
    )  # fmt: skip
    actions = ("refund",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only finance gives money back."""
        return super().get_actions(request) if "finance" in groups_of(request) else {}

    @admin.action(description=_("Give all of it back (with a reason)"))
    def refund(self, request: HttpRequest, queryset: QuerySet[Supplement]) -> None:
        """From what she earned by it, or, when it has left, owed by her and taken from a later payout."""

        def refund(supplement: Supplement, by: By, why: str) -> None:
            if not why:
                raise WhyMissing
            try:
                after = actions.refund(reference=supplement.reference, by=by, at=clock.now(), why=why)
            except Disputed:
                raise NotSettled(_("The bank has this payment in dispute: it alone decides now.")) from None
            if after.state != process.REFUNDED:
                raise NotSettled(_("The processor gave no answer; it is asked again by itself."))

        self.each(request, queryset, refund, (MayNot, WhyMissing, NotNow, BeingConfirmed, TooMuch, NotSettled))

    @admin.display(description=_("paid"), ordering="paid_at")
    def paid(self, supplement: Supplement) -> str:
        """When the card was charged."""
        return stamp(timezone.localtime(supplement.paid_at)) if supplement.paid_at else "–"

    @admin.display(description=_("in the books"))
    def books(self, supplement: Supplement) -> str:
        """The ledger's entries about it."""
        return format_html('<a href="{}?q={}">{}</a>', reverse("admin:payouts_entry_changelist"), supplement.reference, _("Entries"))


def register(site: admin.AdminSite) -> None:
    """Tips and extra time."""
    site.register(Supplement, Supplements)
