"""Above which sums people look before money leaves. In minor units, by currency; one that is not named is always looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: At most this much of what a payout would be goes to what she owes; the rest of a debt waits for later payouts.
NETTING_CAP_BASIS_POINTS = 5_000


@dataclass(frozen=True, slots=True)
class Limits:
    """A batch whose total, or one of whose payouts, exceeds these waits for finance; above ``two_people`` for two of them."""

    total: int
    single: int
    two_people: int


LIMITS = {"COP": Limits(total=3_000_000_000, single=400_000_000, two_people=10_000_000_000)}
NONE = Limits(total=0, single=0, two_people=0)


def approvals_needed(currency: str, nets: Iterable[int], *, is_open: bool = True) -> int:
    """How many people of finance must approve a batch with these sums: 0, 1 or 2. Where a market is closed, somebody always looks."""
    sums = list(nets)
    limits = LIMITS.get(currency, NONE)
    if not any(sums):
        return 0
    if sum(sums) > limits.two_people:
        return 2
    return 1 if not is_open or sum(sums) > limits.total or max(sums) > limits.single else 0
