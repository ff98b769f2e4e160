"""The bank's disputes on the staff site: deadlines, what was posted, the pack for the bank, and the two answers that staff can give."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.users.actions import MayNot, WhyMissing
from accounts.users.admin import ReadOnly, groups_of
from accounts.users.columns import stamp
from accounts.users.values import VALUES
from bookings.disputes import actions, evidence
from bookings.disputes.actions import NotOpen
from bookings.disputes.books import booking_of
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Dispute
from casaora.kit import clock
from casaora.kit.acting import reading_as_verb
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.ledger.queries import history

_SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (None, ("processor_id", "payment", "booking", "amount", "reason", "status", "is_inquiry", "outcome")),
    (_("When"), ("opened_at", "evidence_due_by", "days_left", "evidence_sent_at", "accepted_at", "answered_by_person_id", "closed_at", "read_at")),
    (_("The money"), ("taken_minor", "lost_minor", "borne_minor", "beyond_minor", "postings")),
    (_("For the bank"), ("printable", "pack")),
)


class NotSent(Exception):
    """The processor gave no answer, or would not take it."""


class Disputes(ReadOnly):
    """Every dispute and inquiry of a cardholder's bank. Nothing here is written by hand: it is what was read at the processor."""

    readers = ("finance",)
    list_display = ("processor_id", "payment", "amount", "reason", "status", "opened_at", "evidence_due_by", "days_left", "outcome")
    list_filter = (
        ("closed_at", admin.EmptyFieldListFilter), "outcome", "status", "reason", "is_inquiry", "currency",
        ("evidence_due_by", admin.DateFieldListFilter), ("opened_at", admin.DateFieldListFilter),
    )  # fmt: skip
    list_select_related = ("payment",)
    search_fields = ("=processor_id", "=payment__reference", "=payment__subject", "=payment__charge_id")
    search_help_text = _("Dispute, payment, booking or charge")
    date_hierarchy = "opened_at"
    ordering = ("-pk",)
    fieldsets = [(title, {"fields": names}) for title, names in _SECTIONS]
    readonly_fields = tuple(name for _title, names in _SECTIONS for name in names)
    actions = ("submit_evidence", "accept_loss")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only finance answers a bank."""
        return super().get_actions(request) if "finance" in groups_of(request) else {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dispute]:
        """With the payment that each page names."""
        return super().get_queryset(request).select_related("payment")

    def get_urls(self) -> list[URLPattern]:
        """And the pack as a text."""
        named = path("<int:pk>/pack/", self.admin_site.admin_view(self.pack_view), name="bookings_dispute_pack")
        return [named, *super().get_urls()]

    def pack_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The pack as plain text, to be printed or kept."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        with reading_as_verb():
            text = evidence.pack(row).text()
        answer = HttpResponse(text + "\n", content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{row.processor_id}.txt"'
        return answer

    @admin.action(description=_("Send the pack to the bank (once: it reads what comes first)"))
    def submit_evidence(self, request: HttpRequest, queryset: QuerySet[Dispute]) -> None:
        """What the page shows under “For the bank”, with nothing added."""

        def submit_evidence(row: Dispute, by: By, why: str) -> None:
            evidence.submit(dispute_id=row.pk, by=by, at=clock.now())
            row.refresh_from_db()
            if row.evidence_sent_at is None:
                raise NotSent(_("The bank has not taken it yet. If the answer was lost it is asked again by itself."))

        self.each(request, queryset, submit_evidence, (NotOpen, MayNot, BeingConfirmed, evidence.NothingToSend, NotSent))

    @admin.action(description=_("Do not answer, and accept the loss (with a reason)"))
    def accept_loss(self, request: HttpRequest, queryset: QuerySet[Dispute]) -> None:
        """The bank decides without us; nothing moves until it has."""

        def accept_loss(row: Dispute, by: By, why: str) -> None:
            if not why:
                raise WhyMissing
            actions.accept(dispute_id=row.pk, by=by, at=clock.now())

        self.each(request, queryset, accept_loss, (NotOpen, MayNot, WhyMissing))

    @admin.display(description=_("booking"))
    def booking(self, row: Dispute) -> str:
        """The visit that was paid, whatever of it."""
        booking = booking_of(row.payment)
        if booking is None:
            return row.payment.subject
        return format_html('<a href="{}">{}</a>', reverse("admin:bookings_booking_change", args=[booking.pk]), booking)

    @admin.display(description=_("days left"), ordering="evidence_due_by")
    def days_left(self, row: Dispute) -> str:
        """Until the bank decides without us; nothing once it was answered or has decided."""
        if row.closed_at or row.evidence_sent_at or row.evidence_due_by is None:
            return "–"
        left = row.evidence_due_by - clock.now()
        if left.total_seconds() < 0:
            return str(_("Its time is over"))
        return ngettext("%(count)d day", "%(count)d days", left.days) % {"count": left.days}

    @admin.display(description=_("in the books"))
    def postings(self, row: Dispute) -> str:
        """Every entry of this dispute, with what it posted."""
        with reading_as_verb():
            entries = [e for e in history(row.payment.subject) if e.reference.partition("/")[0] in row.movements]
            lines = [
                (stamp(timezone.localtime(e.at)), VALUES.get(e.kind, e.kind), ", ".join(f"{VALUES.get(p.account, p.account)} {Money(p.amount_minor, p.currency)}" for p in e.postings.all()))
                for e in entries
            ]
        return format_html_join("", "<p>{}: {} ({})</p>", lines) if lines else "–"

    @admin.display(description=_("to print"))
    def printable(self, row: Dispute) -> str:
        """The pack as a file."""
        return format_html('<a href="{}">{}</a>', reverse("admin:bookings_dispute_pack", args=[row.pk]), _("The pack as a text file"))

    @admin.display(description=_("what the record says"))
    def pack(self, row: Dispute) -> str:
        """As it would be sent."""
        with reading_as_verb():
            sections = evidence.pack(row).sections
        parts = [(title, format_html_join("", "<li>{}</li>", ((line,) for line in lines))) for title, lines in sections if lines]
        return format_html_join("", "<p><strong>{}</strong></p><ul>{}</ul>", parts)


def register(site: admin.AdminSite) -> None:
    """Disputes."""
    site.register(Dispute, Disputes)
