"""A dispute that was lost, seen from the earning: the bank keeps a part of the price, and it comes from where her part is by now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.earnings import process
from payouts.earnings.models import Earning
from payouts.earnings.reversals import take_back
from payouts.earnings.splits import PART
from payouts.earnings.steps import locked
from payouts.ledger import disputes as recipes
from payouts.ledger.actions import post
from payouts.ledger.recipes import Legs

_RECIPES: dict[str, Callable[..., Legs]] = {
    process.EXPECTED: recipes.dispute_lost_before_completion,
    process.CLEARING: recipes.dispute_lost_before_completion,
    process.PAYABLE: recipes.dispute_lost_when_payable,
    process.IN_PAYOUT: recipes.dispute_lost_after_payout,
    process.PAID: recipes.dispute_lost_after_payout,
}
#: A tip is held in an account of its own; from its release on it is like any other earning.
_OF_TIPS = {**_RECIPES, process.EXPECTED: recipes.dispute_lost_of_tip, process.CLEARING: recipes.dispute_lost_of_tip}


@dataclass(frozen=True, slots=True)
class Loss:
    """Who loses what: she, the platform of its fee, and the platform beyond it. ``is_owed``: hers had left already."""

    earning: Money
    fee: Money
    borne: Money
    is_owed: bool


def lose(*, reference: str, movement_id: str, amount: Money, beyond: Money, by: By, at: datetime, why: str = "") -> Loss:
    """The bank keeps ``amount + beyond`` of a price: post it by the movement's id, and take her part from the earning.

    ``amount`` divides as the price did, from what of it is still there: a part that was given back is not lost twice. ``beyond``, and what is
    there no more, the platform bears. Before it is payable her part comes from what was held; payable, from what is owed to her; once
    in a payout or paid she owes it. What an earning cannot lose, its part that went on alone does. The caller sees to it that a movement is told once.
    """
    with transaction.atomic(), as_verb():
        row = locked(reference=reference)
        loss = divide(row, amount)
        part = Earning.objects.select_for_update(no_key=True).filter(reference=f"{reference}/{PART}").first() if loss.borne else None
        if part is None:
            loss = replace(loss, borne=loss.borne + beyond)
            _take(row, loss, movement_id, by, at, why)
            return loss
        more = divide(part, loss.borne)
        more = replace(more, borne=more.borne + beyond)
        if loss.earning or loss.fee:
            _take(row, replace(loss, borne=Money.zero(row.currency)), movement_id, by, at, why)
        _take(part, more, f"{movement_id}/{PART}", by, at, why)
        is_owed = any(each.is_owed and each.earning for each in (loss, more))
        return Loss(loss.earning + more.earning, loss.fee + more.fee, more.borne, is_owed)


def _take(row: Earning, loss: Loss, entry: str, by: By, at: datetime, why: str) -> None:
    """Post what an earning loses, and take it from there. The row is locked."""
    recipe = (_OF_TIPS if row.kind == Earning.TIP else _RECIPES).get(row.state)
    if recipe is None:  # all of it had gone back
        legs = recipes.dispute_borne(amount=loss.borne)
    else:
        legs = recipe(professional_id=row.professional_id, earning=loss.earning, fee=loss.fee, borne=loss.borne)
    post(kind="dispute_lost", reference=entry, subject=row.subject, at=at, postings=legs, memo=why[:200])
    if loss.earning or loss.fee:
        take_back(row, loss.earning, loss.fee, by, at, why)


def divide(row: Earning, amount: Money) -> Loss:
    """How an amount divides between what is left of her part, what is left of our fee, and us."""
    zero = Money.zero(row.currency)
    if row.state == process.REVERSED:
        return Loss(zero, zero, amount, False)
    is_owed = row.state in (process.IN_PAYOUT, process.PAID)
    hers = row.amount - Money(row.owed_minor, row.currency) if is_owed else row.amount
    part = min(amount, hers + row.fee)
    if not part:
        return Loss(zero, zero, amount, is_owed)
    fee = min(part.split([hers.minor, row.fee_minor])[1], row.fee)
    earning = min(part - fee, hers)
    return Loss(earning, fee, amount - earning - fee, is_owed)
