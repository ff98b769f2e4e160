"""What can be set about the simulator's behaviour; kept with its state. Times in seconds, amounts in minor units."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

DAY = 24 * 3600
DEFAULTS = {
    "hold_seconds": 7 * DAY,  # how long money stays set aside
    "available_seconds": 2 * DAY,  # from capture until the money can be sent on
    "search_lag_seconds": 60,  # how far the search is behind
    "refund_seconds": 2 * DAY,  # how long a slow refund stays pending
    "review_seconds": DAY,  # from "still checking" to ready, for a connected account
    "fee_basis_points": 290,
}
#: What a charge costs besides its share, and what a dispute costs, by currency.
FIXED_FEES = {"cop": 90_000, "pyg": 1_500, "uyu": 1_000, "ars": 30_000, "usd": 30}
DISPUTE_FEES = {"cop": 6_000_000, "pyg": 110_000, "uyu": 60_000, "ars": 1_500_000, "usd": 1_500}


class Options:
    """Read with ``options["hold_seconds"]``, write with ``options.set(hold_seconds=…)``."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def __getitem__(self, name: str) -> int:
        return int(self.sim.store.meta(f"option:{name}", str(DEFAULTS[name])))

    def set(self, **values: int) -> None:
        """Change some; a name that is not in DEFAULTS raises KeyError."""
        for name, value in values.items():
            if name not in DEFAULTS:
                raise KeyError(name)
            self.sim.store.set_meta(f"option:{name}", int(value))

    def set_hold(self, number: str, seconds: int) -> None:
        """How long a hold on one test card lasts."""
        self.sim.store.set_meta(f"hold:{number}", int(seconds))

    def hold_of(self, number: str) -> int:
        """How long a hold on a card lasts."""
        return int(self.sim.store.meta(f"hold:{number}", str(self["hold_seconds"])))

    def fee(self, amount: int, currency: str) -> int:
        """What a charge costs us: a share rounded half up and a fixed part, never more than the charge."""
        share = (amount * self["fee_basis_points"] + 5_000) // 10_000
        return min(amount, share + FIXED_FEES.get(currency, 30))
