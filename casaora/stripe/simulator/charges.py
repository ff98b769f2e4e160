"""Charges: what a card was asked for, set aside, taken and given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casaora.stripe.simulator.balance import move
from casaora.stripe.simulator.cards import CARDS, Card
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

NOBODY: Obj = {"address": None, "email": None, "name": None, "phone": None, "tax_id": None}


def _card_details(sim: Simulator, card: Card, *, held: bool, challenged: bool) -> Obj:
    details: Obj = {
        "amount_authorized": None, "brand": card.brand, "country": "CO", "exp_month": 12, "exp_year": 2034,
        "fingerprint": card.fingerprint,
        "funding": "credit", "last4": card.last4, "network": card.brand,
        "three_d_secure": {"authentication_flow": "challenge", "result": "authenticated", "version": "2.2.0"} if challenged else None,
    }  # fmt: skip
    if held:
        details["capture_before"] = sim.now() + sim.options.hold_of(card.number)
    return {"card": details, "type": "card"}


def new(sim: Simulator, intent: Obj, method: Obj, card: Card, *, challenged: bool) -> Obj:
    """A try to charge: failed if the card has a decline code, else money set aside."""
    failed = bool(card.code)
    charge: Obj = {
        "id": sim.store.new_id("ch"), "object": "charge", "amount": intent["amount"], "amount_captured": 0,
        "amount_refunded": 0,
        "application": None, "application_fee": None, "application_fee_amount": None, "balance_transaction": None,
        "billing_details": method["billing_details"], "calculated_statement_descriptor": None if failed else "CASAORA",
        "captured": False,
        "created": sim.now(), "currency": intent["currency"], "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False, "failure_balance_transaction": None, "failure_code": card.code or None,
        "failure_message": card.message or None,
        "fraud_details": {}, "livemode": False, "metadata": intent["metadata"], "on_behalf_of": None,
        "outcome": {"network_status": "declined_by_network" if failed else "approved_by_network", "reason": card.decline_code or None,
                    "type": "issuer_declined" if failed else "authorized"},
        "paid": not failed, "payment_intent": intent["id"], "payment_method": method["id"],
        "payment_method_details": _card_details(sim, card, held=not failed and intent["capture_method"] == "manual", challenged=challenged),
        "receipt_email": intent["receipt_email"], "receipt_number": None, "receipt_url": None, "refunded": False,
        "review": None,
        "shipping": None, "source_transfer": None, "statement_descriptor": None, "statement_descriptor_suffix": None,
        "status": "failed" if failed else "succeeded", "transfer_data": None, "transfer_group": intent["transfer_group"],
        "_card": card.number,
    }  # fmt: skip
    sim.store.insert(charge)
    sim.deliveries.emit("charge.failed" if failed else "charge.succeeded", charge)
    return charge


def take(sim: Simulator, charge: Obj, amount: int) -> Obj:
    """Capture ``amount``: it enters our balance less the fee, and what is left goes back to the card."""
    card = CARDS[charge["_card"]]
    ready = sim.now() if card.instant else sim.now() + sim.options["available_seconds"]
    fee = sim.options.fee(amount, charge["currency"])
    charge["captured"], charge["amount_captured"] = True, amount
    # Stripe counts the part that was not taken as refunded, though no refund exists.
    charge["amount_refunded"] = charge["amount"] - amount
    movement = move(sim, "", "charge", amount, charge["currency"], charge["id"], fee=fee, available_on=ready, description=charge["description"])
    charge["balance_transaction"] = movement["id"]
    sim.store.save(charge)
    sim.deliveries.emit("charge.captured", charge)
    if card.dispute:
        status = "warning_needs_response" if card.inquiry else "needs_response"
        sim.disputes.open(charge["id"], reason=card.dispute, status=status)
        charge = sim.store.get(charge["id"]) or charge
    return charge


def let_go(sim: Simulator, charge: Obj, event: str) -> Obj:
    """Give back what was only set aside."""
    charge["amount_refunded"], charge["refunded"] = charge["amount"], True
    sim.store.save(charge)
    sim.deliveries.emit(event, charge)
    return charge


def uncounted(charge: Obj) -> int:
    """How much of a captured charge can still be refunded."""
    return int(charge["amount"] - charge["amount_refunded"])
