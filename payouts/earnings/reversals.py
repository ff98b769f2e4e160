"""Money that goes back to the customer, seen from the earning: which account it comes from depends on how far the earning is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.earnings import process
from payouts.earnings.models import Earning
from payouts.earnings.steps import NotNow, locked, step
from payouts.ledger import recipes
from payouts.ledger.actions import post
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance

#: A tip is held in an account of its own; from its release on it is like any other earning.
_HELD_TIP = {process.EXPECTED: recipes.tip_refund, process.CLEARING: recipes.tip_refund}
_RECIPES: dict[str, Callable[..., recipes.Legs]] = {
    process.EXPECTED: recipes.refund_before_completion,
    process.CLEARING: recipes.refund_before_completion,
    process.PAYABLE: recipes.refund_when_payable,
    process.IN_PAYOUT: recipes.refund_after_payout,
    process.PAID: recipes.refund_after_payout,
}


class TooMuch(ValueError):
    """More would go back than the earning, or the fee, still is."""


def refund(*, reference: str, refund_id: str, earning: Money, fee: Money, by: By, at: datetime, why: str = "") -> Earning:
    """The processor gave ``earning + fee`` back (its refund id is the entry's reference): post it and take it from the earning.

    Before it is payable the parts come from what was held; payable, from what is owed to her and from our income; once in a payout or
    paid, she owes it (a payout that has not been sent yet will be withdrawn). Again: no change. Raises TooMuch, NotNow.
    """
    with transaction.atomic(), as_verb():
        row = locked(reference=reference)
        kind, known = ("tip_refund", {**_RECIPES, **_HELD_TIP}) if row.kind == Earning.TIP else ("refund", _RECIPES)
        if Entry.objects.filter(kind=kind, reference=refund_id).exists():
            return row
        if row.state not in known:
            raise NotNow("refund", row)
        legs = known[row.state](professional_id=row.professional_id, earning=earning, fee=fee)
        post(kind=kind, reference=refund_id, subject=row.reference, at=at, postings=legs, memo=why[:200])
        return take_back(row, earning, fee, by, at, why)


def reverse(*, reference: str, by: By, at: datetime, why: str = "") -> Earning:
    """All of it went back before it was payable; the refund's entry is the caller's, in the same transaction. Again: no change."""
    with transaction.atomic(), as_verb():
        row = locked(reference=reference)
        if row.state == process.REVERSED:
            return row
        if row.state not in (process.EXPECTED, process.CLEARING):
            raise NotNow("reverse", row)
        return take_back(row, row.amount, row.fee, by, at, why)


def take_back(row: Earning, earning: Money, fee: Money, by: By, at: datetime, why: str) -> Earning:
    """Take what went back from the earning, or note that she owes it. The row is locked, the entry the caller's. Raises TooMuch."""
    if row.state in (process.IN_PAYOUT, process.PAID):
        if row.owed_minor + earning.minor > row.amount_minor:
            raise TooMuch(row.reference)
        fee_left = max(row.fee - fee, Money.zero(row.currency))
        step([row], "claw_back", by=by, at=at, why=why, owed_minor=row.owed_minor + earning.minor, fee_minor=fee_left.minor, refunded_at=at)
        return row
    left, fee_left = row.amount - earning, row.fee - fee
    if left.minor < 0 or fee_left.minor < 0:
        raise TooMuch(row.reference)
    name = "reduce" if left else "reverse"
    step([row], name, by=by, at=at, why=why, amount_minor=left.minor, fee_minor=fee_left.minor, refunded_at=at)
    return row


def settle_owed(row: Earning, *, by: By, at: datetime, reference: str) -> None:
    """An earning that came back from a payout pays first what she owes for it; ``reference`` is that payout's.

    The row is locked and payable. What later payouts have netted meanwhile is not taken again.
    """
    debt = balance(Account.OWED_BY, currency=row.currency, person_id=row.professional_id)
    amount = min(Money(row.owed_minor, row.currency), max(debt, Money.zero(row.currency)))
    if not amount:
        return
    post(
        kind="netting", reference=f"{reference}/{row.reference}", subject=row.reference, at=at,
        postings=recipes.owed_settled(professional_id=row.professional_id, amount=amount),
    )  # fmt: skip
    left = row.amount - amount
    name = "reduce" if left else "reverse"
    step([row], name, by=by, at=at, why=f"owed for a refund while in {reference}", amount_minor=left.minor, owed_minor=0)
