"""How a ruling divides: what goes back, and of whose part. Reckoned from what has not gone back yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bookings.catalog.cancellation import Share, divide_amount
from bookings.issues.models import Issue, Ruling
from bookings.lifecycle.models import Booking
from bookings.payments.disputes import gone
from bookings.payments.models import Refund
from casaora.kit.money import Money, total
from payouts.earnings.models import Earning
from payouts.earnings.process import REVERSED

#: Above this a second person must agree, in minor units by currency; one that is not named always needs two.
ALONE = {"COP": 30_000_000}


class NotPossible(ValueError):
    """This ruling does not fit the issue or its amounts. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Decision:
    """What our team wants to decide. ``amount`` for a part or a goodwill, ``redo_at`` for a visit done anew; ``words`` are read by both."""

    outcome: str
    words: str
    amount: Money | None = None
    redo_at: datetime | None = None


def left(booking: Booking) -> tuple[Money, Money]:
    """Of the price what our team can still decide about: her part and ours.

    Her earning's row says what is still hers (a part that was let go on is not; nor is what a bank has kept); our part is what refunds
    have left of the fee. Where the card can be given less than both (after a goodwill, say), that divides as they do.
    """
    nothing = Money.zero(booking.currency)
    row = Earning.objects.filter(reference=booking.reference).exclude(state=REVERSED).first()
    if row is None:
        return nothing, nothing
    can = refundable(booking)
    live = booking.payment.refunds.exclude(state=Refund.FAILED).select_related("attempt")
    given = sum(int(refund.attempt.parameters.get("fee_minor", 0)) for refund in live)
    hers = row.amount - Money(row.owed_minor, row.currency)
    ours = max(min(row.fee, (booking.total - booking.earning) - Money(given, booking.currency)), nothing)
    if hers + ours > can:
        ours = min(can.split([hers.minor, ours.minor])[1], ours)  # what rounding leaves is never more than there is
        hers = can - ours
    return hers, ours


def refundable(booking: Booking) -> Money:
    """What the card can still be given: what went back, goodwill too, and what a bank has kept, is gone."""
    return booking.payment.amount - gone(booking.payment)


def disputed(booking: Booking, amount: Money) -> Share:
    """An amount of what is left, divided as the price is."""
    hers, ours = left(booking)
    return divide_amount(hers + ours, hers, min(amount, hers + ours))


def share_of(booking: Booking, issue: Issue, decision: Decision) -> Share:
    """What a decision gives back, and of whose part; for a goodwill of nobody's. Raises NotPossible."""
    hers, ours = left(booking)
    whole, nothing = hers + ours, Money.zero(booking.currency)
    is_hers = issue.asking_role == "professional"
    if decision.outcome in (Ruling.DISMISS, Ruling.REDO):
        if decision.outcome == Ruling.REDO and (is_hers or decision.redo_at is None):
            raise NotPossible("not_for_her" if is_hers else "when_missing")
        return Share(nothing, nothing, nothing, hers, ours, decision.outcome)
    if decision.outcome == Ruling.GOODWILL:
        amount = _amount(decision, most=booking.total if is_hers else refundable(booking))
        return Share(amount, nothing, nothing, hers, ours, decision.outcome)
    if is_hers:
        raise NotPossible("not_for_her")
    amount = whole if decision.outcome == Ruling.FULL else _amount(decision, most=whole)
    if not amount or amount > refundable(booking):
        raise NotPossible("too_much")
    if issue.claimed is not None and amount + _given(issue) > issue.claimed:
        raise NotPossible("more_than_asked")
    return divide_amount(whole, hers, amount, decision.outcome)


def _given(issue: Issue) -> Money:
    """What an earlier decision has given back of what the family asks; a goodwill is not asked for."""
    rows = issue.rulings.filter(state=Ruling.GIVEN, to_role="customer").exclude(outcome=Ruling.GOODWILL)
    return total((ruling.amount for ruling in rows), issue.currency)


def _amount(decision: Decision, *, most: Money) -> Money:
    if decision.amount is None or decision.amount.minor <= 0:
        raise NotPossible("amount_missing")
    if not decision.amount.on_step() or decision.amount > most:
        raise NotPossible("too_much")
    return decision.amount


def needs_two(amount: Money) -> bool:
    """Whether a ruling moves so much that a second person must agree."""
    return amount.minor > ALONE.get(amount.currency, 0)
