"""Disputes: a cardholder's bank takes money back, or only asks (``warning_*``, which moves nothing)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casaora.stripe.simulator.balance import move
from casaora.stripe.simulator.errors import invalid
from casaora.stripe.simulator.lists import need
from casaora.stripe.simulator.options import DISPUTE_FEES
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

OPEN = ("needs_response", "warning_needs_response", "under_review", "warning_under_review")
DAYS_TO_ANSWER = 10


class Disputes:
    """What banks do about disputes."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def open(
        self, charge_id: str, *, amount: int | None = None, taken: int | None = None, reason: str = "fraudulent", status: str = "needs_response"
    ) -> Obj:
        """The bank opens a dispute of all or a part of a charge; with ``warning_needs_response`` only an inquiry.

        ``taken`` is what it takes at once, where that is not all of it: the rest comes in a movement of its own (``withdraw``).
        """
        sim, inquiry = self.sim, status.startswith("warning_")
        with sim.store.transaction():
            charge = need(sim, charge_id, "charge")
            identifier = sim.store.new_id("du")
            due = sim.now() + DAYS_TO_ANSWER * 24 * 3600
            dispute: Obj = {
                "id": identifier, "object": "dispute", "amount": charge["amount_captured"] if amount is None else amount,
                "balance_transactions": [], "charge": charge_id, "created": sim.now(), "currency": charge["currency"],
                "enhanced_eligibility_types": [], "evidence": {}, "is_charge_refundable": inquiry, "livemode": False,
                "metadata": {},
                "evidence_details": {"due_by": due, "has_evidence": False, "past_due": False, "submission_count": 0},
                "payment_intent": charge["payment_intent"], "reason": reason, "status": status,
            }  # fmt: skip
            sim.store.insert(dispute)
            sim.deliveries.emit("charge.dispute.created", dispute)
            if not inquiry:
                self._take(dispute, dispute["amount"] if taken is None else taken)
        return dispute

    def _take(self, dispute: Obj, amount: int) -> None:
        charge = need(self.sim, dispute["charge"], "charge")
        self.sim.store.save({**charge, "disputed": True})
        self._move(dispute, -amount, DISPUTE_FEES.get(dispute["currency"], 1_500))
        self.sim.deliveries.emit("charge.dispute.funds_withdrawn", dispute)

    def escalate(self, dispute_id: str) -> Obj:
        """The bank was not satisfied with the answer to its inquiry: it takes the money after all."""
        sim = self.sim
        with sim.store.transaction():
            dispute = need(sim, dispute_id, "dispute")
            if not dispute["status"].startswith("warning_") or dispute["status"] not in OPEN:
                raise ValueError(f"this is no open inquiry: {dispute['status']}")
            dispute.update(status="needs_response", is_charge_refundable=False)
            self._take(dispute, dispute["amount"])
            sim.deliveries.emit("charge.dispute.updated", dispute)
        return dispute

    def withdraw(self, dispute_id: str, amount: int) -> Obj:
        """One more part of a dispute is taken, in a movement of its own and without a fee."""
        sim = self.sim
        with sim.store.transaction():
            dispute = need(sim, dispute_id, "dispute")
            self._move(dispute, -amount, 0)
            sim.deliveries.emit("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def close(self, dispute_id: str, status: str) -> Obj:
        """The bank decides: won, lost, or warning_closed. Won money comes back; the fee does not."""
        sim = self.sim
        with sim.store.transaction():
            dispute = need(sim, dispute_id, "dispute")
            if dispute["status"] not in OPEN:
                raise ValueError(f"this dispute is already {dispute['status']}")
            dispute["status"] = status
            sim.store.save(dispute)
            if status == "won" and dispute["balance_transactions"]:
                charge = need(sim, dispute["charge"], "charge")
                sim.store.save({**charge, "disputed": False})
                self._move(dispute, -sum(part["amount"] for part in dispute["balance_transactions"]), 0)
                sim.deliveries.emit("charge.dispute.funds_reinstated", dispute)
            sim.deliveries.emit("charge.dispute.closed", dispute)
        return dispute

    def _move(self, dispute: Obj, amount: int, fee: int) -> None:
        movement = move(self.sim, "", "adjustment", amount, dispute["currency"], dispute["id"], fee=fee)
        dispute["balance_transactions"].append(movement)
        self.sim.store.save(dispute)


def read(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A dispute."""
    return need(sim, ids[0], "dispute", "dispute")


def update(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """Evidence, kept or sent."""
    dispute = need(sim, ids[0], "dispute", "dispute")
    if dispute["status"] not in OPEN:
        raise invalid("This dispute is already closed.")
    dispute["evidence"] = {**dispute["evidence"], **(params.get("evidence") or {})}
    dispute["metadata"] = {**dispute["metadata"], **(params.get("metadata") or {})}
    if params.get("submit", True):
        dispute["status"] = dispute["status"].replace("needs_response", "under_review")
        dispute["evidence_details"].update(has_evidence=True, submission_count=dispute["evidence_details"]["submission_count"] + 1)
    sim.store.save(dispute)
    sim.deliveries.emit("charge.dispute.updated", dispute)
    return dispute


OPERATIONS = {"GET /v1/disputes/{dispute}": read, "POST /v1/disputes/{dispute}": update}
