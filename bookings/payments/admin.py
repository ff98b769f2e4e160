"""Payments and refunds on the staff site: read only."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.users.admin import ForStaff, ReadOnly
from bookings.payments.models import Attempt, OwedRefund, Payment, Refund

EVERYBODY = ("finance", "support", "operations")


class AttemptsOfPayment(ForStaff, admin.TabularInline):
    """What was asked of the processor."""

    model = Attempt
    readers = ("finance", "operations")
    fields = readonly_fields = ("operation", "key", "outcome", "opened_at", "settled_at", "tries")
    extra = 0


class Refunds(ForStaff, admin.TabularInline):
    """What went back."""

    model = Refund
    readers = EVERYBODY
    fields = readonly_fields = ("reference", "amount", "state", "reason", "by_role", "by_person_id", "created_at", "processor_id")
    extra = 0


class WaitingRefunds(ForStaff, admin.TabularInline):
    """What would have gone back, had a bank not the payment in dispute."""

    model = OwedRefund
    readers = EVERYBODY
    fields = readonly_fields = ("amount", "reason", "by_role", "decided_at", "settled_at", "outcome")
    extra = 0


class Payments(ReadOnly):
    """Every payment by card. Brand and last digits are all that is known of the card."""

    readers = EVERYBODY
    list_display = ("reference", "kind", "subject", "state", "amount", "customer", "card", "held_at", "captured_at")
    list_filter = ("state", "kind", "currency", ("captured_at", admin.DateFieldListFilter))
    list_select_related = ("customer__user",)
    search_fields = ("=reference", "=subject", "=visit", "=intent_id", "=charge_id", "=session_id", "=card_last4")
    ordering = ("-pk",)
    inlines = (AttemptsOfPayment, Refunds, WaitingRefunds)
    fields = readonly_fields = (
        "reference", "kind", "subject", "visit", "state", "amount", "customer", "professional", "card_brand", "card_last4", "created_at", "expires_at",
        "held_at", "capture_before", "captured_at", "released_at", "fee_posted_at", "session_id", "intent_id", "charge_id",
    )  # fmt: skip

    @admin.display(description=_("card"), ordering="card_last4")
    def card(self, payment: Payment) -> str:
        """As its owner knows it."""
        return f"{payment.card_brand.capitalize()} •••• {payment.card_last4}" if payment.card_last4 else "–"


def register(site: admin.AdminSite) -> None:
    """Payments, with their attempts and refunds."""
    site.register(Payment, Payments)
