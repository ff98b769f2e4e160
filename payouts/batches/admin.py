"""Batches and payouts on the staff site: read, approve, cancel, resume."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.users.actions import MayNot
from accounts.users.admin import ForStaff, ReadOnly, groups_of
from casaora.kit import clock
from casaora.kit.steps import By
from payouts.batches import actions, asking, process
from payouts.batches.models import Batch, BatchApproval, BatchStep, Payout, PayoutLine, PayoutStep
from payouts.batches.pauses import why_paused
from payouts.batches.steps import NotNow, NotTheirs
from payouts.earnings.admin import WhyMissing

REFUSALS = (NotNow, NotTheirs, WhyMissing)
_STEP = ("at", "step", "from_state", "to_state", "by_role", "by_person_id", "why")


class NotSettled(Exception):
    """The transfer is as it was before."""


class Approvals(ForStaff, admin.TabularInline):
    """Who approved."""

    model = BatchApproval
    readers = ("finance", "operations")
    fields = readonly_fields = ("person", "at")
    extra = 0


class BatchSteps(ForStaff, admin.TabularInline):
    """What happened."""

    model = BatchStep
    readers = ("finance", "operations")
    fields = readonly_fields = _STEP
    extra = 0


class PayoutsOfBatch(ForStaff, admin.TabularInline):
    """Who is paid by it."""

    model = Payout
    readers = ("finance",)
    fields = readonly_fields = ("reference", "professional", "gross", "netted", "net", "state", "why")
    show_change_link = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payout]:
        """With the names."""
        return super().get_queryset(request).select_related("professional").order_by("reference")


class Batches(ReadOnly):
    """Every payout run."""

    readers = ("finance", "operations")
    list_display = (
        "batch_id",
        "standing",
        "total",
        "payouts_count",
        "approvals_needed",
        "cut_off_at",
        "closed_at",
        "paused_until",
    )
    list_filter = ("state", "market", ("cut_off_at", admin.DateFieldListFilter))
    search_fields = ("batch_id",)
    ordering = ("-cut_off_at", "-pk")
    inlines = (Approvals, PayoutsOfBatch, BatchSteps)
    actions = ("approve", "cancel", "resume")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        """With how many are still to be sent."""
        return super().get_queryset(request).annotate(unsent=Count("payouts", filter=Q(payouts__state=process.PLANNED)))

    @admin.display(description=_("state"), ordering="state")
    def standing(self, row: Any) -> str:
        """Its state, or that it is paused and why, and how many of it are not sent."""
        parts = [str(self.values.get(row.state, row.state))]
        if row.closed_at is None:
            if row.is_paused(clock.now()):
                parts.append(str(_("paused: %(why)s") % {"why": why_paused(row.paused_reason) or "–"}))
            if row.unsent:
                parts.append(str(_("%(left)s of %(all)s not sent") % {"left": row.unsent, "all": row.payouts_count}))
        return ", ".join(parts)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only finance decides; the verbs ask again."""
        return super().get_actions(request) if "finance" in groups_of(request) else {}

    @admin.action(description=_("Approve"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Batch]) -> None:
        """With one's own name; above a limit another person must, too."""

        def approve(batch: Batch, by: By, why: str) -> None:
            actions.approve(batch_id=batch.batch_id, by=by, at=clock.now())

        self.each(request, queryset, approve, REFUSALS)

    @admin.action(description=_("Cancel (with a reason)"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Batch]) -> None:
        """Before anything was sent."""

        def cancel(batch: Batch, by: By, why: str) -> None:
            if not why:
                raise WhyMissing(_("Say why."))
            actions.cancel(batch_id=batch.batch_id, by=by, at=clock.now(), why=why)

        self.each(request, queryset, cancel, REFUSALS)

    @admin.action(description=_("Resume a paused batch now"))
    def resume(self, request: HttpRequest, queryset: QuerySet[Batch]) -> None:
        """After the balance was topped up."""

        def resume(batch: Batch, by: By, why: str) -> None:
            actions.resume(batch_id=batch.batch_id, by=by, at=clock.now())

        self.each(request, queryset, resume, REFUSALS)


class Lines(ForStaff, admin.TabularInline):
    """What a payout pays."""

    model = PayoutLine
    readers = ("finance", "support")
    fields = readonly_fields = ("earning", "amount_minor", "is_live")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[PayoutLine]:
        """With the references."""
        return super().get_queryset(request).select_related("earning")


class PayoutSteps(ForStaff, admin.TabularInline):
    """What happened to it."""

    model = PayoutStep
    readers = ("finance",)
    fields = readonly_fields = _STEP
    extra = 0


class Payouts(ReadOnly):
    """Every payout."""

    readers = ("finance", "support")
    list_display = ("reference", "professional", "net", "state", "planned_at", "paid_at", "why")
    list_filter = ("state", ("planned_at", admin.DateFieldListFilter))
    list_select_related = ("professional",)
    search_fields = ("=reference", "=transfer_id", "professional__display_name")
    ordering = ("-pk",)
    fields = readonly_fields = (
        "reference", "professional", "currency", "gross", "netted", "net", "reversed_minor", "state", "why", "transfer_id", "account_id",
        "planned_at", "paid_at",
    )  # fmt: skip
    inlines = (Lines, PayoutSteps)
    actions = ("settle_now",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only finance; the verb asks again."""
        return super().get_actions(request) if "finance" in groups_of(request) else {}

    @admin.action(description=_("Ask the processor now"))
    def settle_now(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        """For a transfer whose answer is missing. Nothing is sent twice: the call has the same key."""

        def settle_now(payout: Payout, by: By, why: str) -> None:
            outcome = asking.settle_now(payout_id=payout.pk, by=by, at=clock.now())
            if outcome != "settled":
                raise NotSettled({
                    "open": _("The processor gave no answer; it is asked again by itself."),
                    "young": _("It is still on its way; wait two minutes."),
                    "passed": _("It was settled already."),
                    "failed": _("It could not be settled; the log says why."),
                }[outcome])  # fmt: skip

        self.each(request, queryset, settle_now, (NotSettled, MayNot))


def register(site: admin.AdminSite) -> None:
    """Batches and payouts."""
    site.register(Batch, Batches)
    site.register(Payout, Payouts)
