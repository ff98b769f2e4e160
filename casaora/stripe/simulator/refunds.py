"""Refunds, never more than was captured; some end only later, and some fail then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casaora.stripe.simulator.balance import move
from casaora.stripe.simulator.cards import CARDS
from casaora.stripe.simulator.charges import uncounted
from casaora.stripe.simulator.errors import invalid
from casaora.stripe.simulator.lists import need
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator


def _charge_of(sim: Simulator, params: Obj) -> Obj:
    if params.get("payment_intent"):
        intent = need(sim, params["payment_intent"], "payment_intent", "payment_intent")
        if intent["status"] != "succeeded":
            raise invalid(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.", "", "payment_intent")
        return need(sim, intent["latest_charge"], "charge")
    if params.get("charge"):
        return need(sim, params["charge"], "charge", "charge")
    raise invalid("One of the following params should be provided for this request: payment_intent or charge.", "parameter_missing")


def create(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """Give back all of what is left, or a part."""
    charge = _charge_of(sim, params)
    left = uncounted(charge)
    amount = params.get("amount", left)
    if charge["disputed"]:
        raise invalid(f"Charge {charge['id']} has been charged back; cannot issue a refund.", "charge_disputed")
    if left == 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    if amount > left:
        raise invalid(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", "amount_too_large", "amount")
    if amount < 1:
        raise invalid("Invalid positive integer", "parameter_invalid_integer", "amount")
    return _give_back(sim, charge, amount, params)


def _give_back(sim: Simulator, charge: Obj, amount: int, params: Obj) -> Obj:
    fate = CARDS[charge["_card"]].refund
    before = charge["amount_refunded"]
    identifier = sim.store.new_id("re")
    # Money that is not available yet can be given back out of what is on its way.
    taken = need(sim, charge["balance_transaction"], "balance_transaction")
    movement = move(sim, "", "refund", -amount, charge["currency"], identifier, available_on=taken["available_on"])
    refund: Obj = {
        "id": identifier, "object": "refund", "amount": amount, "balance_transaction": movement["id"], "charge": charge["id"],
        "created": sim.now(), "currency": charge["currency"], "destination_details": {"type": "card"},
        "metadata": params.get("metadata") or {},
        "payment_intent": charge["payment_intent"], "reason": params.get("reason"), "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending" if fate == "pending" else "succeeded", "transfer_reversal": None,
    }  # fmt: skip
    if fate == "pending":
        refund["pending_reason"] = "processing"
    if fate != "succeeded":
        due = sim.now() + sim.options["refund_seconds"]
        sim.store.rows("INSERT INTO timers (due, kind, target) VALUES (?, 'refund', ?)", due, identifier)
    sim.store.insert(refund)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    sim.store.save(charge)
    sim.deliveries.emit("refund.created", refund)
    sim.deliveries.emit("charge.refunded", charge, previous={"amount_refunded": before})
    return refund


def end(sim: Simulator, identifier: str) -> None:
    """A slow refund ends: well, or with the money back in our balance."""
    refund = need(sim, identifier, "refund")
    charge = need(sim, refund["charge"], "charge")
    refund.pop("pending_reason", None)
    if CARDS[charge["_card"]].refund == "pending":
        refund["status"] = "succeeded"
        sim.store.save(refund)
        sim.deliveries.emit("refund.updated", refund)
        return
    movement = move(sim, "", "refund_failure", refund["amount"], refund["currency"], identifier)
    refund.update(status="failed", failure_reason="expired_or_canceled_card", failure_balance_transaction=movement["id"])
    sim.store.save(refund)
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    sim.store.save(charge)
    sim.deliveries.emit("refund.failed", refund)


def read(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A refund."""
    return need(sim, ids[0], "refund", "refund")


OPERATIONS = {"POST /v1/refunds": create, "GET /v1/refunds/{refund}": read}
