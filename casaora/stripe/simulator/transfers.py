"""Transfers to connected accounts, out of what is available, and back again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casaora.stripe.simulator.accounts import reachable
from casaora.stripe.simulator.balance import move, totals
from casaora.stripe.simulator.charges import NOBODY
from casaora.stripe.simulator.errors import invalid
from casaora.stripe.simulator.lists import need
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator


def _check(sim: Simulator, params: Obj) -> int | None:
    """Whether it can be sent; from when the receiver may spend it, if that depends on a charge."""
    account = reachable(sim, params["destination"])
    if account["capabilities"].get("transfers") != "active":
        text = "Your destination account needs to have at least one of the following capabilities enabled: transfers"
        raise invalid(text, "insufficient_capabilities_for_transfer")
    if params.get("source_transaction"):
        charge = need(sim, params["source_transaction"], "charge", "source_transaction")
        sent = sum(row["amount"] for row in sim.store.all("transfer", source_transaction=charge["id"]))
        if sent + params["amount"] > charge["amount_captured"]:
            raise invalid("Transfers using this transaction as a source must not exceed its amount.", "", "amount")
        return int(need(sim, charge["balance_transaction"], "balance_transaction")["available_on"])
    available, _ = totals(sim, "", params["currency"].lower())
    if available < params["amount"]:
        raise invalid("You have insufficient available funds in your Stripe account.", "balance_insufficient")
    return None


def _receipt(sim: Simulator, transfer_id: str, params: Obj, account: str, ready: int | None) -> str:
    """The payment as the receiving account sees it."""
    currency, amount = params["currency"].lower(), params["amount"]
    identifier = sim.store.new_id("py")
    movement = move(sim, account, "payment", amount, currency, identifier, available_on=ready)
    payment: Obj = {
        "id": identifier, "object": "charge", "amount": amount, "amount_captured": amount, "amount_refunded": 0,
        "balance_transaction": movement["id"], "billing_details": NOBODY, "captured": True, "created": sim.now(),
        "currency": currency,
        "disputed": False, "livemode": False, "metadata": {}, "paid": True, "refunded": False, "source_transfer": transfer_id,
        "status": "succeeded",
    }  # fmt: skip
    sim.store.insert(payment, account)
    return identifier


def create(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """Send money that is available (or a charge's own, before it is)."""
    if params.get("amount", 0) < 1:
        raise invalid("Invalid positive integer", "parameter_invalid_integer", "amount")
    ready = _check(sim, params)
    currency, identifier = params["currency"].lower(), sim.store.new_id("tr")
    movement = move(sim, "", "transfer", -params["amount"], currency, identifier, available_on=ready, description=params.get("description"))
    transfer: Obj = {
        "id": identifier, "object": "transfer", "amount": params["amount"], "amount_reversed": 0,
        "balance_transaction": movement["id"],
        "created": sim.now(), "currency": currency, "description": params.get("description"),
        "destination": params["destination"],
        "destination_payment": _receipt(sim, identifier, params, params["destination"], ready), "livemode": False,
        "metadata": params.get("metadata") or {}, "reversed": False, "source_transaction": params.get("source_transaction"),
        "reversals": {"object": "list", "data": [], "has_more": False, "url": f"/v1/transfers/{identifier}/reversals"},
        "source_type": "card", "transfer_group": params.get("transfer_group"),
    }  # fmt: skip
    sim.store.insert(transfer)
    sim.deliveries.emit("transfer.created", transfer)
    return transfer


def reverse(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """Take back all or a part, if the receiver still has it."""
    transfer = need(sim, ids[0], "transfer")
    left = transfer["amount"] - transfer["amount_reversed"]
    amount, currency = params.get("amount", left), transfer["currency"]
    if not 1 <= amount <= left:
        raise invalid(f"Reversal amount ({amount}) is greater than unreversed amount ({left})", "", "amount")
    if totals(sim, transfer["destination"], currency)[0] < amount:
        raise invalid("The connected account does not have sufficient available funds.", "balance_insufficient")
    return take_back(sim, transfer, amount, params.get("metadata") or {})


def take_back(sim: Simulator, transfer: Obj, amount: int, metadata: Obj) -> Obj:
    """The reversal itself, also for what the processor reverses on its own."""
    currency, identifier = transfer["currency"], sim.store.new_id("trr")
    movement = move(sim, "", "transfer_refund", amount, currency, identifier)
    move(sim, transfer["destination"], "payment_refund", -amount, currency, transfer["destination_payment"])
    reversal: Obj = {
        "id": identifier, "object": "transfer_reversal", "amount": amount, "balance_transaction": movement["id"],
        "created": sim.now(),
        "currency": currency, "destination_payment_refund": None, "metadata": metadata, "source_refund": None,
        "transfer": transfer["id"],
    }  # fmt: skip
    sim.store.insert(reversal)
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].insert(0, reversal)
    sim.store.save(transfer)
    sim.deliveries.emit("transfer.reversed", transfer)
    return reversal


def read(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A transfer."""
    return need(sim, ids[0], "transfer", "transfer")


OPERATIONS = {"POST /v1/transfers": create, "GET /v1/transfers/{transfer}": read, "POST /v1/transfers/{id}/reversals": reverse}
