"""While a bank has a payment in dispute nothing is refunded: what would go back waits, and counts as given what the bank gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from bookings.payments.models import Dispute, OwedRefund, Payment, Refund
from casaora.kit.money import Money
from casaora.kit.steps import By


class Disputed(Exception):
    """The bank has this payment in dispute: it alone decides now, and a refund would be paid twice."""


def is_disputed(payment: Payment) -> bool:
    """Whether a dispute is open. An inquiry is none: a refund is one of its answers."""
    return Dispute.objects.filter(payment=payment, closed_at__isnull=True, is_inquiry=False).exists()


def gone(payment: Payment) -> Money:
    """What of a captured payment went back, is on its way back, or was lost to a bank. Never more than was captured."""
    given = payment.refunds.filter(~Q(state=Refund.FAILED)).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return Money(given, payment.currency) + lost(payment)


def lost(payment: Payment) -> Money:
    """What of a captured payment banks have given back to the cardholder."""
    minor = payment.disputes.aggregate(sum=Sum(F("lost_minor") - F("beyond_minor")))["sum"] or 0
    return Money(minor, payment.currency)


def kept_by_banks() -> Any:
    """For a query over what has a ``payment``: the minor units that banks have given back of it, zero where there was no dispute."""
    mine = Dispute.objects.filter(payment=OuterRef("payment")).order_by().values("payment")
    return Coalesce(Subquery(mine.annotate(sum=Sum(F("lost_minor") - F("beyond_minor"))).values("sum")), 0)


def owe_refund(payment: Payment, *, amount: Money, reason: str, by: By, at: datetime, parts: dict[str, Any]) -> OwedRefund:
    """Note what would go back if the bank had not taken it. Told again, it answers the note that exists. In the caller's transaction.

    The note says too what banks had given by then: ``amount`` is less that already.
    """
    parts = {**parts, "lost_minor": lost(payment).minor}
    row, _made = OwedRefund.objects.get_or_create(
        payment=payment,
        defaults={
            "amount_minor": amount.minor, "currency": amount.currency, "reason": reason, "parts": parts, "by_role": by.role,
            "by_person_id": by.person_id, "decided_at": at,
        },
    )  # fmt: skip
    return row


def said_of(payment_id: int) -> tuple[str, OwedRefund | None]:
    """For pages: what a bank does about a payment (``asks``, ``has it``, ``kept it``, or empty), and the refund that waits for it. Verbs only."""
    rows = list(Dispute.objects.filter(payment_id=payment_id).order_by("pk"))
    if not rows:
        return "", None
    owed = OwedRefund.objects.filter(payment_id=payment_id, settled_at__isnull=True).first()
    open_ones = [row for row in rows if row.closed_at is None]
    question = "has it" if any(not row.is_inquiry for row in open_ones) else "asks" if open_ones else ""
    if not question and any(row.lost_minor for row in rows):
        question = "kept it"
    return question, owed
