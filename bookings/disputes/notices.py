"""What the two parties are told of a bank's question. She: that her money waits, goes on, or is lost. The bank's words about a customer are not hers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.notifications.actions import notify
from accounts.notifications.models import Notice
from bookings.disputes.books import booking_of
from bookings.lifecycle import notices, process
from bookings.lifecycle.models import Booking
from bookings.payments.models import Dispute, Payment
from casaora.kit.money import Money, total
from payouts.earnings.losses import Loss
from payouts.earnings.models import Earning
from payouts.earnings.splits import PART

OPENED, LET_GO, LOST, REFUNDED = "dispute_opened", "dispute_let_go", "dispute_lost", "dispute_refunded"
KINDS = (OPENED, LET_GO, LOST, REFUNDED)


def tell(row: Dispute, payment: Payment, *, had: str, is_new: bool, loss: Loss | None, at: datetime) -> None:
    """Owe the professional what concerns her money, in the caller's transaction; each thing once."""
    booking, earning = booking_of(payment), Earning.objects.filter(reference=payment.subject).first()
    if booking is None or earning is None:
        return
    hers = total((each.amount for each in Earning.objects.filter(reference__in=(payment.subject, f"{payment.subject}/{PART}"))), row.currency)
    key = f"{OPENED}:{row.processor_id}"
    if is_new and not row.closed_at and hers:
        _notify(booking, earning, hers, OPENED, key, at, {"is_ahead": booking.state == process.CONFIRMED})
    elif row.outcome in (Dispute.WON, Dispute.CLOSED) and row.outcome != had and Notice.objects.filter(key=key).exists():
        _notify(booking, earning, hers, LET_GO, f"{LET_GO}:{row.processor_id}", at, {})
    if loss is not None and (loss.earning or hers):
        said = {"lost": _money(loss.earning), "is_owed": loss.is_owed, "is_ours": not loss.earning}
        _notify(booking, earning, hers, LOST, f"{LOST}:{row.processor_id}:{row.lost_minor}", at, said)


def tell_refunded(booking: Booking, amount: Money, at: datetime) -> None:
    """The refund that waited for the bank was given: the customer."""
    said = {**notices.facts(booking), "refund": _money(amount)}
    notify(person_id=booking.customer_id, kind=REFUNDED, key=f"{REFUNDED}:{booking.reference}", context=said, at=at)


def _notify(booking: Booking, earning: Earning, hers: Money, kind: str, key: str, at: datetime, said: dict[str, Any]) -> None:
    mine = {"mine": _money(hers), "is_paid": earning.state == "paid", **said}
    notify(person_id=earning.professional_id, kind=kind, key=key, context={**notices.facts(booking), **mine}, at=at)


def _money(amount: Money) -> dict[str, Any]:
    return {"minor": amount.minor, "currency": amount.currency}
