"""The records of refunds: a canceled booking ends with its refund, and what did not reach a card is never in the books as given."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from bookings.lifecycle.claims import locked
from bookings.lifecycle.models import Booking
from bookings.lifecycle.steps import Follow, by_of, step_taken, try_later
from bookings.payments import bounced
from bookings.payments import records as money
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt, OwedRefund, Payment, Refund
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.attempts import SUCCEEDED, Outcome
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger.queries import stranded


def canceled(booking: Booking, by: By, at: datetime, *, why: str = "", step: str = "cancel") -> None:
    """A confirmed booking ends. What is kept of its price, if anything, clears as her earning."""
    booking.canceled_at = at
    earning = Earning.objects.get(reference=booking.reference)
    if earning.state == "expected":
        earnings.start_clearing(
            reference=booking.reference, scheduled_end=booking.ends_at, ended_at=at, by=by, at=at,
            kind=Earning.NO_SHOW if step == "customer_no_show" else Earning.CANCELLATION,
            after=booking.clears_after,
        )
    step_taken(booking, step, by, at, why=why, facts=_facts(booking, earning))


def _facts(booking: Booking, earning: Earning) -> dict[str, Money]:
    """What went back, what is kept, what the card would not take, and what a bank has to do with it: what waits for its word, what it gave itself."""
    zero = Money.zero(booking.currency)
    refund = booking.payment.refunds.filter(state=Refund.SUCCEEDED).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    owed = OwedRefund.objects.filter(payment=booking.payment, settled_at__isnull=True).first()
    returned = booking.payment.disputes.aggregate(sum=Sum("lost_minor"))["sum"] or 0
    kept = earning.amount - Money(int(owed.parts["earning_minor"]) if owed else 0, booking.currency) if earning.state != "reversed" else zero
    facts = {"refund": Money(refund, booking.currency), "kept": max(kept, zero)}
    if owed:
        facts["waiting"] = owed.amount
    if not_taken := stranded(booking.reference, currency=booking.currency):
        facts["stranded"] = not_taken
    if returned:
        facts["returned"] = Money(returned, booking.currency)
    return facts


def cancel_settled(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """``cancel`` or a no-show with a refund: only when the processor has given it does the booking end.

    A card that will take no money any more would refuse every other try too: the booking ends, and the refund waits for another way.
    """
    is_given = money.refunded_of_earning(booking.payment, attempt, outcome, at)
    if not is_given and not bounced.strand_if_refused(attempt, earning=booking.earning, at=at):
        if outcome.code != "never_happened":
            return try_later(booking, attempt, outcome, at)
        from bookings.lifecycle.records import attempt_and_record  # it looks its recorders up, of which this is one

        again = money.refund_again_or_owe(attempt, at)  # what was decided stands: asked for anew, with a new key, unless a bank came between
        if again is not None:
            return lambda: attempt_and_record(again, at)
    canceled(booking, by_of(attempt), at, why=attempt.parameters.get("why", ""), step=attempt.step)
    return None


def give_back(booking: Booking, step: str, reason: str, by: By, at: datetime) -> Attempt | None:
    """Claim the refund of all that is left of a payment that nothing was earned of; None when a bank has it, or kept it. Booking locked."""
    left = money.left_of(booking.payment)
    if not left:
        return None
    earning, fee = left.split([booking.earning_minor, booking.total_minor - booking.earning_minor])
    parts = {"earning_minor": earning.minor, "fee_minor": fee.minor}
    return money.refund_or_owe(booking.payment, amount=left, step=step, reason=reason, by=by, at=at, parts=parts)


def given_back(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """The record of :func:`give_back`."""
    money.refunded(booking.payment, attempt, outcome, earning=booking.earning, at=at)
    if outcome.kind == SUCCEEDED or bounced.strand_if_refused(attempt, earning=booking.earning, at=at):
        return None
    return try_later(booking, attempt, outcome, at)


def record_failed_refund(refund_id: int, at: datetime) -> None:
    """A refund that was recorded did not reach the card. The second time nothing. Raises BeingConfirmed while its own record is to come."""
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=Payment.objects.values_list("visit", flat=True).get(refunds=refund_id))
        refund = Refund.objects.select_related("payment").get(pk=refund_id)
        if refund.state == Refund.PENDING:
            raise BeingConfirmed(booking.reference)
        if refund.state == Refund.FAILED:
            return
        bounced.refund_failed(refund, at)
    events.emit("refund_failed", level=logging.CRITICAL, booking=booking.reference, payment=refund.payment.reference)


