"""A refund that waited for the bank: given when the bank has decided for us, less what the bank itself gave; else no longer due."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from bookings.lifecycle.claims import claimed, locked
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record
from bookings.lifecycle.steps import Follow, try_later
from bookings.payments import bounced
from bookings.payments import records as money
from bookings.payments.actions import BeingConfirmed
from bookings.payments.disputes import gone, is_disputed, lost
from bookings.payments.models import Attempt, Dispute, OwedRefund, Payment
from casaora.kit.acting import as_verb
from casaora.kit.attempts import Outcome
from casaora.kit.jobs import BATCH, Counts
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.earnings.losses import divide
from payouts.earnings.models import Earning

log = logging.getLogger(__name__)
STEP = "refund_after_dispute"


def settle_owed(payment_id: int, at: datetime) -> bool:
    """Give what is still owed of a payment's waiting refund. False when nothing waits, or when the bank has not decided."""
    with transaction.atomic(), as_verb():
        if not OwedRefund.objects.filter(payment_id=payment_id, settled_at__isnull=True).exists():
            return False
        reference = Booking.objects.values_list("reference", flat=True).filter(payment_id=payment_id).first()
    if reference is None:
        return False  # another package's payment, and its to settle
    attempt = claimed(reference, lambda: _claim(payment_id, at))
    if attempt is not None:
        attempt_and_record(attempt, at)
    return attempt is not None


def _claim(payment_id: int, at: datetime) -> Attempt | None:
    with transaction.atomic(durable=True), as_verb():
        booking = locked(payment_id=payment_id)
        payment = Payment.objects.select_for_update(no_key=True).get(pk=payment_id)
        owed = OwedRefund.objects.get(payment_id=payment_id)
        if owed.settled_at or is_disputed(payment):
            return None
        if payment.attempts.filter(outcome="").exists():
            raise BeingConfirmed(booking.reference)
        amount = still_due(owed, payment)
        if not amount:
            _settled(owed, OwedRefund.NOT_DUE, payment, at)
            return None
        parts = owed.parts
        earning = Earning.objects.filter(reference=payment.subject).first()
        if amount != owed.amount and earning is not None:
            share = divide(earning, amount)
            parts = {**parts, "earning_minor": share.earning.minor, "fee_minor": share.fee.minor}
        by = By(owed.by_role, owed.by_person_id)
        return money.open_refund(payment, amount=amount, step=STEP, reason=owed.reason, by=by, at=at, parts=parts)


def still_due(owed: OwedRefund, payment: Payment) -> Money:
    """What was decided, less what a bank has given of it since, and never more than is left."""
    zero, before = Money.zero(owed.currency), Money(int(owed.parts.get("lost_minor", 0)), owed.currency)
    return max(min(owed.amount - (lost(payment) - before), payment.amount - gone(payment)), zero)


def recorded(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """The record of the refund that had waited."""
    payment = booking.payment
    if not Earning.objects.filter(reference=payment.subject).exists():
        money.refunded(payment, attempt, outcome, earning=booking.earning, at=at)
        is_given = outcome.kind == "succeeded"
    else:
        is_given = money.refunded_of_earning(payment, attempt, outcome, at)
    if not is_given and bounced.strand_if_refused(attempt, earning=booking.earning, at=at):
        _settled(OwedRefund.objects.get(payment=payment), OwedRefund.FAILED, payment, at)  # her pay does not wait for the way that a person finds
        return None
    if not is_given:
        return try_later(booking, attempt, outcome, at)
    _settled(OwedRefund.objects.get(payment=payment), OwedRefund.REFUNDED, payment, at)
    from bookings.disputes import notices  # its words need the booking, which needs this

    notices.tell_refunded(booking, attempt.refund.amount, at)
    return None


def _settled(owed: OwedRefund, outcome: str, payment: Payment, at: datetime) -> None:
    from bookings.disputes import books

    owed.settled_at, owed.outcome = at, outcome
    owed.save(update_fields=["settled_at", "outcome"])
    last = Dispute.objects.filter(payment=payment).order_by("-pk").first()
    if last is not None:
        books.hold_or_let_go(last, payment, at)


def settle_due(at: datetime) -> Counts:
    """For the clock: refunds whose bank has decided and that were not given at once. Those that fail are tried again at its next turn."""
    counts: Counts = {}
    with transaction.atomic(), as_verb():
        is_open = Dispute.objects.filter(closed_at__isnull=True, is_inquiry=False).values("payment_id")
        due = OwedRefund.objects.filter(settled_at__isnull=True).exclude(payment_id__in=is_open)
        waiting = list(due.order_by("decided_at").values_list("payment_id", flat=True)[:BATCH])
    for payment_id in waiting:
        try:
            settle_owed(payment_id, at)
            name = "done"
        except BeingConfirmed:
            name = "passed"
        except Exception:
            log.exception("the refund that payment %s waits for could not be given", payment_id)
            name = "failed"
        counts[name] = counts.get(name, 0) + 1
    return counts
