"""What banks do: money that leaves for them, arrives or comes back. Nobody asks us; tests and the control door do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casaora.stripe.simulator.balance import move
from casaora.stripe.simulator.lists import need
from casaora.stripe.simulator.store import Obj
from casaora.stripe.simulator.transfers import take_back

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator


class Banks:
    """Payouts to bank accounts (``po_``), top-ups, and transfers that come back."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def top_up(self, amount: int, currency: str = "cop") -> Obj:
        """Put money into the platform's balance, available at once."""
        with self.sim.store.transaction():
            return move(self.sim, "", "topup", amount, currency, None)

    def move(self, kind: str, amount: int, currency: str = "cop", *, fee: int = 0, source: str | None = None, description: str | None = None) -> Obj:
        """Whatever else the processor does to the platform's balance: a fee of its own, an adjustment, something of a type we never met."""
        category = "other_adjustment" if kind == "adjustment" else ""
        with self.sim.store.transaction():
            return move(self.sim, "", kind, amount, currency, source, fee=fee, description=description, category=category)

    def pay_out(self, amount: int, currency: str = "cop", *, account: str = "") -> Obj:
        """Send money of a connected account, or of the platform, to its bank."""
        sim = self.sim
        with sim.store.transaction():
            identifier = sim.store.new_id("po")
            movement = move(sim, account, "payout", -amount, currency, identifier)
            payout: Obj = {
                "id": identifier, "object": "payout", "amount": amount, "arrival_date": sim.now() + 24 * 3600,
                "automatic": bool(account),
                "balance_transaction": movement["id"], "created": sim.now(), "currency": currency, "description": None,
                "destination": None,
                "failure_balance_transaction": None, "failure_code": None, "failure_message": None, "livemode": False,
                "metadata": {},
                "method": "standard", "reconciliation_status": "not_applicable", "source_type": "card", "status": "pending",
                "type": "bank_account",
            }  # fmt: skip
            sim.store.insert(payout, account)
            sim.deliveries.emit("payout.created", payout, account)
        return payout

    def arrive(self, payout_id: str) -> Obj:
        """The bank has it."""
        with self.sim.store.transaction():
            payout = need(self.sim, payout_id, "payout")
            payout["status"] = "paid"
            self.sim.store.save(payout)
            self.sim.deliveries.emit("payout.paid", payout, self.sim.store.owner_of(payout_id))
        return payout

    def fail(self, payout_id: str, code: str = "account_closed") -> Obj:
        """The bank sends it back: the money is in the balance again."""
        with self.sim.store.transaction():
            payout, owner = need(self.sim, payout_id, "payout"), self.sim.store.owner_of(payout_id)
            movement = move(self.sim, owner, "payout_failure", payout["amount"], payout["currency"], payout_id)
            payout.update(status="failed", failure_code=code, failure_message="The bank account has been closed.")
            payout["failure_balance_transaction"] = movement["id"]
            self.sim.store.save(payout)
            self.sim.deliveries.emit("payout.failed", payout, owner)
        return payout

    def return_transfer(self, transfer_id: str, amount: int | None = None) -> Obj:
        """The processor reverses a transfer, all of what is left or a part; its ``trr_``."""
        with self.sim.store.transaction():
            transfer = need(self.sim, transfer_id, "transfer")
            left = transfer["amount"] - transfer["amount_reversed"]
            return take_back(self.sim, transfer, left if amount is None else min(amount, left), {})
