"""Earnings that come back from a payout that came to nothing. The caller holds the market's lock and the payout's."""

from __future__ import annotations

from datetime import datetime

from casaora.kit.steps import By
from payouts.batches.models import Payout, PayoutLine
from payouts.batches.steps import payout_step
from payouts.earnings.models import Earning
from payouts.earnings.reversals import settle_owed
from payouts.earnings.steps import all_locked
from payouts.earnings.steps import step as earning_step
from payouts.ledger import recipes
from payouts.ledger.actions import post


def lock_earnings(payout: Payout) -> list[Earning]:
    """The earnings of a payout's live lines, locked in the common order."""
    return all_locked(PayoutLine.objects.filter(payout=payout, is_live=True).values_list("earning_id", flat=True))


def undo(payout: Payout, step: str, *, by: By, at: datetime, why: str) -> None:
    """Withdraw, fail or cancel a payout that was never sent: its entry is reversed and all its earnings are payable again."""
    earnings = lock_earnings(payout)
    recipe = recipes.batch_canceled if step == "cancel" else recipes.payout_withdrawn
    post(
        kind=recipe.__name__, reference=payout.reference, subject=payout.reference, at=at, memo=why[:200],
        postings=recipe(professional_id=payout.professional_id, net=payout.net, netted=payout.netted),
    )  # fmt: skip
    payout_step(payout, step, by=by, at=at, why=why)
    give_back(payout, earnings, by=by, at=at, why=why)


def give_back(payout: Payout, earnings: list[Earning], *, by: By, at: datetime, why: str) -> None:
    """The lines are dead and the earnings payable, less what she owes for refunds meanwhile. The entry is the caller's."""
    PayoutLine.objects.filter(payout=payout, is_live=True).update(is_live=False)
    earning_step(earnings, "give_back", by=by, at=at, why=f"{payout.reference}: {why}", paid_at=None)
    for earning in earnings:
        settle_owed(earning, by=by, at=at, reference=payout.reference)
