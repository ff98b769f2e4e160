"""Refunds that a card would not take: the money is with us again, somebody's still, and waits in suspense until a person finds another way."""

from __future__ import annotations

import logging
from datetime import datetime

from bookings.payments.models import Attempt, Refund
from bookings.payments.records import post_refund
from casaora.kit import events
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger import actions as ledger
from payouts.ledger import recipes


def strand_if_refused(attempt: Attempt, *, earning: Money, at: datetime) -> bool:
    """Where the processor had the refund and the card would not take it, both parts leave as was decided, and wait in suspense. Whether it was so.

    The outcome is on the refund's row already; ``earning`` is her part of the whole price. In the record's transaction.
    """
    refund, payment, wish = attempt.refund, attempt.payment, attempt.parameters
    if refund.state != Refund.FAILED or not refund.processor_id:
        return False
    if Earning.objects.filter(reference=payment.subject).exists():
        hers, ours = (Money(int(wish[name]), payment.currency) for name in ("earning_minor", "fee_minor"))
        by = By(attempt.by_role, attempt.by_person_id)
        earnings.refund(reference=payment.subject, refund_id=refund.processor_id, earning=hers, fee=ours, by=by, at=at, why=refund.reason)
    else:
        post_refund(payment, refund.amount, refund.processor_id, earning, at)
    refund_failed(refund, at)
    events.emit("refund_failed", level=logging.CRITICAL, booking=payment.visit, payment=payment.reference)
    return True


def refund_failed(refund: Refund, at: datetime) -> None:
    """It had succeeded, and the card's bank sent it back: the customer still has to be given this money."""
    refund.state = Refund.FAILED
    refund.save(update_fields=["state"])
    postings = recipes.refund_failed(amount=refund.amount)
    ledger.post(kind="refund_failed", reference=refund.processor_id or refund.reference, at=at, subject=refund.payment.subject, postings=postings)
