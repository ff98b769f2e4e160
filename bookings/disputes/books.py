"""What a reading of a dispute writes about money: each balance transaction once, the loss once, and the hold. In the caller's transaction."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bookings.lifecycle import process
from bookings.lifecycle.models import Booking
from bookings.payments.actions import BeingConfirmed
from bookings.payments.disputes import gone
from bookings.payments.models import Dispute, OwedRefund, Payment
from casaora.kit import events
from casaora.kit.money import Money
from casaora.kit.steps import PROCESSOR
from casaora.stripe import answers
from payouts.earnings import actions as earnings
from payouts.earnings import splits
from payouts.earnings.losses import Loss
from payouts.earnings.models import Earning, EarningHold
from payouts.earnings.steps import NotNow
from payouts.ledger import disputes as recipes
from payouts.ledger.actions import post
from payouts.ledger.queries import stranded, unearned
from payouts.ledger.recipes import Legs

#: She was there, or it was attested that she was.
ATTENDED = (process.IN_PROGRESS, process.COMPLETED)

def booking_of(payment: Payment) -> Booking | None:
    """The booking that a payment belongs to: the one it pays, or beside which a tip or extra time was paid."""
    return Booking.objects.filter(reference=payment.visit).first()


def write(row: Dispute, payment: Payment, said: answers.Dispute, at: datetime) -> Loss | None:
    """Post what the processor moved and we have not posted; then what the bank keeps for good. The loss, if there is a new one."""
    for movement in sorted(said.movements, key=lambda each: (each.created, each.id)):
        if movement.id not in row.movements:
            _post(row, payment, movement, at)
    loss = None
    left = Money(row.taken_minor - row.lost_minor, row.currency)
    if row.outcome == Dispute.LOST and left.minor > 0:
        loss = _lose(row, payment, left, at)
    row.save()
    return loss


def _post(row: Dispute, payment: Payment, movement: answers.BalanceTransaction, at: datetime) -> None:
    def entry(kind: str, legs: Legs) -> None:
        post(kind=kind, reference=movement.id, subject=payment.subject, at=at, postings=legs, memo=row.processor_id)

    amount, fee = movement.amount, movement.fee
    if amount.minor < 0:
        entry("dispute_opened", recipes.dispute_opened(amount=-amount))
        row.taken_minor -= amount.minor
    elif amount and row.lost_minor:  # divided already: whose it is now is asked by a person
        entry("dispute_won", recipes.dispute_won_late(amount=amount))
        events.emit("dispute_won_late", level=logging.CRITICAL, dispute=row.processor_id, booking=payment.subject)
    elif amount:
        entry("dispute_won", recipes.dispute_won(amount=amount))
        row.taken_minor -= amount.minor
    if fee:
        entry("dispute_fee", recipes.dispute_fee(fee=fee) if fee.minor > 0 else recipes.dispute_fee_returned(fee=-fee))
    row.movements = [*row.movements, movement.id]


def _lose(row: Dispute, payment: Payment, amount: Money, at: datetime) -> Loss:
    """The bank keeps ``amount``. It comes from what of the price was not given back; card fraud on a visit that took place is ours alone."""
    if payment.attempts.filter(outcome="").exists():
        raise BeingConfirmed(payment.reference)
    zero = Money.zero(row.currency)
    divisible = min(amount, max(payment.amount - gone(payment), zero))
    beyond = amount - divisible
    met = min(divisible, stranded(payment.subject, currency=row.currency))
    if met:  # given before, and not arrived: it is there for this, and nobody else's
        legs = recipes.dispute_lost_unplaced(amount=met)
        post(kind="dispute_lost", reference=f"{row.movements[-1]}/bounced", subject=payment.subject, at=at, postings=legs, memo=row.processor_id)
    loss = _divided(row, payment, divisible - met, beyond, at) if amount > met else Loss(zero, zero, zero, False)
    row.lost_minor += amount.minor
    row.beyond_minor += beyond.minor
    row.borne_minor += loss.borne.minor
    return loss


def _divided(row: Dispute, payment: Payment, divisible: Money, beyond: Money, at: datetime) -> Loss:
    """Who bears what of it: we alone, her earning and our fee, or nobody yet; ``beyond`` is always ours."""
    amount = divisible + beyond
    booking = booking_of(payment)
    if row.reason == Dispute.FRAUD and booking is not None and booking.state in ATTENDED:
        return _alone(row, payment, amount, recipes.dispute_borne(amount=amount), at)
    if Earning.objects.filter(reference=payment.subject).exists():
        return earnings.lose(
            reference=payment.subject, movement_id=row.movements[-1], amount=divisible, beyond=beyond, by=PROCESSOR, at=at,
            why=f"{row.processor_id}: {row.reason}",
        )  # fmt: skip
    if divisible:
        return _of_nobody(row, payment, divisible, beyond, at)
    return _alone(row, payment, amount, recipes.dispute_borne(amount=amount), at)


def _of_nobody(row: Dispute, payment: Payment, amount: Money, beyond: Money, at: datetime) -> Loss:
    """What was taken and never earned: it comes from where its capture put it, as far as it is there still.

    The rest has no place, because the capture is not known yet: it waits in suspense.
    """
    hers, ours = unearned(payment.subject, currency=row.currency)
    there = min(amount, hers + ours)
    fee = min(there.split([hers.minor, ours.minor])[1], ours) if there else there
    earning = there - fee
    unplaced = amount - there
    if unplaced:
        events.emit("dispute_lost_unplaced", level=logging.CRITICAL, dispute=row.processor_id, booking=payment.subject)
    recipe = recipes.dispute_lost_of_tip if payment.kind == Payment.TIP else recipes.dispute_lost_before_completion
    placed = recipe(professional_id=payment.professional_id, earning=earning, fee=fee, borne=beyond)
    legs = [*placed, *recipes.dispute_lost_unplaced(amount=unplaced)]
    return replace(_alone(row, payment, amount, legs, at), earning=earning, fee=fee, borne=beyond + unplaced)


def _alone(row: Dispute, payment: Payment, amount: Money, legs: Legs, at: datetime) -> Loss:
    post(kind="dispute_lost", reference=row.movements[-1], subject=payment.subject, at=at, postings=legs, memo=f"{row.processor_id}: {row.reason}")
    return Loss(Money.zero(row.currency), Money.zero(row.currency), amount, False)


def hold_or_let_go(row: Dispute, payment: Payment, at: datetime) -> None:
    """Keep the earning while a bank has not decided, or while a refund waits for its word; else let it go."""
    waits = Dispute.objects.filter(payment=payment, closed_at__isnull=True).exists()
    waits = waits or OwedRefund.objects.filter(payment=payment, settled_at__isnull=True).exists()
    why = f"{row.processor_id}: {row.reason}, {row.status}"
    reason = EarningHold.Reason.DISPUTE
    part = f"{payment.subject}/{splits.PART}"  # of an earning that a late ruling had parted
    mine = Earning.objects.filter(reference__in=(payment.subject, part)).order_by("pk").values_list("reference", flat=True)
    for reference in list(mine):  # none: there was nothing of hers in it, and the row is there for staff
        if not waits:
            earnings.let_go(reference=reference, reason=reason, by=PROCESSOR, at=at, why=why)
            continue
        with suppress(NotNow):  # she has it already
            earnings.hold_back(reference=reference, reason=reason, by=PROCESSOR, at=at, why=why)


def nothing_is_left(payment: Payment) -> bool:
    """Whether all that was captured went back or was lost."""
    return gone(payment) >= payment.amount
