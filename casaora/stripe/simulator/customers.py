"""Customers, their saved cards, and setup intents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casaora.stripe.simulator.cards import CARDS, READY_MADE
from casaora.stripe.simulator.charges import NOBODY
from casaora.stripe.simulator.errors import invalid
from casaora.stripe.simulator.lists import need, page
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator


def new_customer(sim: Simulator, *, email: str | None, name: str | None = None, metadata: Obj | None = None) -> Obj:
    """A customer."""
    customer: Obj = {
        "id": sim.store.new_id("cus"), "object": "customer", "address": None, "balance": 0, "created": sim.now(),
        "currency": None,
        "default_source": None, "delinquent": False, "description": None, "discount": None, "email": email,
        "invoice_prefix": None,
        "livemode": False, "metadata": metadata or {}, "name": name, "phone": None, "preferred_locales": [], "shipping": None,
        "tax_exempt": "none", "test_clock": None,
    }  # fmt: skip
    sim.store.insert(customer)
    sim.deliveries.emit("customer.created", customer)
    return customer


def new_method(sim: Simulator, number: str, *, email: str | None = None, customer: str | None = None) -> Obj:
    """A card as a payment method, saved if it has a customer. Only the test cards exist."""
    card = CARDS[number]
    shown = {"brand": card.brand, "country": "CO", "display_brand": card.brand, "exp_month": 12, "exp_year": 2034,
             "fingerprint": card.fingerprint, "funding": "credit", "last4": card.last4}  # fmt: skip
    method: Obj = {
        "id": sim.store.new_id("pm"), "object": "payment_method", "allow_redisplay": "unspecified",
        "billing_details": {**NOBODY, "email": email},
        "card": shown, "created": sim.now(), "customer": customer, "livemode": False, "metadata": {}, "type": "card",
        "_card": number,
    }  # fmt: skip
    sim.store.insert(method)
    return method


def method_for(sim: Simulator, identifier: str, customer: str | None) -> Obj:
    """The payment method that was named: a saved one must be this customer's, ready-made ones are made on the spot."""
    if identifier in READY_MADE:
        return new_method(sim, READY_MADE[identifier], customer=customer)
    if not identifier:
        raise invalid("You must provide a payment_method to confirm.", "parameter_missing", "payment_method")
    method = need(sim, identifier, "payment_method", "payment_method")
    if method["customer"] != customer:
        raise invalid("The payment method does not belong to the customer.", "", "payment_method")
    return method


def create(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A customer."""
    return new_customer(sim, email=params.get("email"), name=params.get("name"), metadata=params.get("metadata") or {})


def read(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A customer."""
    return need(sim, ids[0], "customer", "customer")


def methods_of(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A customer's saved cards."""
    need(sim, ids[0], "customer", "customer")
    return page(sim, "payment_method", params, {"customer": ids[0]}, f"/v1/customers/{ids[0]}/payment_methods")


def read_method(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A payment method."""
    return need(sim, ids[0], "payment_method", "payment_method")


def detach(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """Forget a saved card."""
    method = need(sim, ids[0], "payment_method", "payment_method")
    if not method["customer"]:
        raise invalid("The payment method you provided is not attached to a customer so detachment is impossible.")
    method["customer"] = None
    sim.store.save(method)
    sim.deliveries.emit("payment_method.detached", method)
    return method


def create_setup(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A setup intent; with ``confirm`` and a ready-made card it saves that card at once."""
    identifier = sim.store.new_id("seti")
    setup: Obj = {
        "id": identifier, "object": "setup_intent", "application": None, "cancellation_reason": None,
        "client_secret": f"{identifier}_secret_{sim.store.draw('secret')[:24]}", "created": sim.now(),
        "customer": params.get("customer"),
        "description": params.get("description"), "flow_directions": None, "last_setup_error": None, "latest_attempt": None,
        "livemode": False, "mandate": None, "metadata": params.get("metadata") or {}, "next_action": None, "on_behalf_of": None,
        "payment_method": None, "payment_method_options": {}, "payment_method_types": ["card"], "single_use_mandate": None,
        "status": "requires_payment_method", "usage": params.get("usage", "off_session"),
    }  # fmt: skip
    if params.get("confirm"):
        setup["payment_method"] = method_for(sim, params.get("payment_method") or "", params.get("customer"))["id"]
        setup["status"] = "succeeded"
    sim.store.insert(setup)
    sim.deliveries.emit("setup_intent.succeeded" if params.get("confirm") else "setup_intent.created", setup)
    return setup


def read_setup(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A setup intent."""
    return need(sim, ids[0], "setup_intent", "intent")


OPERATIONS = {
    "POST /v1/customers": create,
    "GET /v1/customers/{customer}": read,
    "GET /v1/customers/{customer}/payment_methods": methods_of,
    "GET /v1/payment_methods/{payment_method}": read_method,
    "POST /v1/payment_methods/{payment_method}/detach": detach,
    "POST /v1/setup_intents": create_setup,
    "GET /v1/setup_intents/{intent}": read_setup,
}
