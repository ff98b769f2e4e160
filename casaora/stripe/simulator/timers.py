"""What happens there without anybody asking: sessions and holds that expire, refunds that end, money that can be
spent, accounts that were checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from casaora.stripe.simulator import accounts, balance, checkout, intents, refunds

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

KINDS: dict[str, Callable[[Simulator, str], None]] = {
    "session": checkout.expire_due,
    "hold": intents.expire_due,
    "refund": refunds.end,
    "available": balance.become_available,
    "review": accounts.end_review,
}


def run(sim: Simulator) -> None:
    """Do what is due, in the order in which it fell due."""
    due = sim.store.rows("SELECT n FROM timers WHERE due <= ? ORDER BY due, n", sim.now())
    for (number,) in due:
        with sim.store.transaction():
            found = sim.store.rows("DELETE FROM timers WHERE n = ? RETURNING kind, target", number)
            for kind, target in found:
                KINDS[kind](sim, target)
