"""Checkout sessions: opened for a while, completed by the hosted page, expired by us or by time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casaora.stripe.simulator import intents
from casaora.stripe.simulator.errors import invalid
from casaora.stripe.simulator.lists import need
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

SHORTEST, LONGEST = 30 * 60, 24 * 3600


def _required(params: Obj) -> None:
    for name in ("mode", "success_url", "line_items"):
        if not params.get(name):
            raise invalid(f"Missing required param: {name}.", "parameter_missing", name)
    if params["mode"] != "payment":
        raise invalid("This simulator knows sessions of mode payment only.", "", "mode")
    if params.get("customer") and (params.get("customer_email") or params.get("customer_creation")):
        raise invalid("You may only specify one of these parameters: customer, customer_email.", "", "customer_email")
    for index, line in enumerate(params["line_items"]):
        if not line.get("price_data", {}).get("unit_amount") or not line.get("quantity"):
            raise invalid("This simulator knows lines with price_data and quantity only.", "", f"line_items[{index}]")


def _expiry(sim: Simulator, params: Obj) -> int:
    expires_at = int(params.get("expires_at", sim.now() + LONGEST))
    if not SHORTEST <= expires_at - sim.now() <= LONGEST:
        text = "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation."
        raise invalid(text, "", "expires_at")
    return expires_at


def create(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """Open a hosted page. Its intent comes into being when somebody tries to pay."""
    _required(params)
    if params.get("customer"):
        need(sim, params["customer"], "customer", "customer")
    lines = params["line_items"]
    currency = lines[0]["price_data"]["currency"].lower()
    total = sum(line["price_data"]["unit_amount"] * line["quantity"] for line in lines)
    identifier = sim.store.new_id("cs_test")
    session: Obj = {
        "id": identifier, "object": "checkout.session", "adaptive_pricing": params.get("adaptive_pricing"),
        "after_expiration": None,
        "allow_promotion_codes": None, "amount_subtotal": total, "amount_total": total, "billing_address_collection": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"), "client_secret": None, "collected_information": None,
        "consent": None,
        "consent_collection": None, "created": sim.now(), "currency": currency, "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {"after_submit": None, "shipping_address": None, "submit": None, "terms_of_service_acceptance": None, **(params.get("custom_text") or {})},
        "customer": params.get("customer"), "customer_creation": params.get("customer_creation", "if_required"),
        "customer_details": None,
        "customer_email": params.get("customer_email"), "discounts": [], "expires_at": _expiry(sim, params), "invoice": None,
        "invoice_creation": None, "livemode": False, "locale": params.get("locale"), "metadata": params.get("metadata") or {},
        "mode": "payment", "origin_context": None, "payment_intent": None, "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None, "payment_method_options": {},
        "payment_method_types": params.get("payment_method_types") or ["card"], "payment_status": "unpaid", "permissions": None,
        "phone_number_collection": {"enabled": False}, "recovered_from": None, "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None, "shipping_cost": None, "shipping_options": [], "status": "open",
        "submit_type": params.get("submit_type"), "subscription": None, "success_url": params["success_url"],
        "total_details": None,
        "ui_mode": params.get("ui_mode", "hosted_page"), "url": f"{sim.base_url}/checkout/{identifier}", "wallet_options": None,
        "_intent": params.get("payment_intent_data") or {},
        "_title": lines[0]["price_data"].get("product_data", {}).get("name", ""),
    }  # fmt: skip
    sim.store.insert(session)
    sim.store.rows("INSERT INTO timers (due, kind, target) VALUES (?, 'session', ?)", session["expires_at"], identifier)
    return session


def expire(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """Close a page that is still open."""
    session = need(sim, ids[0], "checkout.session", "session")
    if session["status"] != "open":
        raise invalid('Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of '
                      f"{session['status']}.")  # fmt: skip
    return close(sim, session)


def close(sim: Simulator, session: Obj) -> Obj:
    """Expire an open session and the intent that nobody finished."""
    session.update(status="expired", url=None)
    sim.store.save(session)
    intent = sim.store.get(session["payment_intent"]) if session["payment_intent"] else None
    if intent and intent["status"] in intents.CANCELABLE:
        intents.end(sim, intent, "automatic", "charge.expired")
    sim.deliveries.emit("checkout.session.expired", session)
    return session


def expire_due(sim: Simulator, identifier: str) -> None:
    """A page whose time is over."""
    session = sim.store.get(identifier)
    if session and session["status"] == "open":
        close(sim, session)


def read(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A session."""
    return need(sim, ids[0], "checkout.session", "session")


OPERATIONS = {
    "POST /v1/checkout/sessions": create,
    "GET /v1/checkout/sessions/{session}": read,
    "POST /v1/checkout/sessions/{session}/expire": expire,
}
