"""Payment intents: paid, challenged, declined, held, captured, canceled, expired."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casaora.stripe.simulator import charges, customers
from casaora.stripe.simulator.cards import CARDS, Card
from casaora.stripe.simulator.errors import ApiError, card_error, invalid
from casaora.stripe.simulator.lists import need
from casaora.stripe.simulator.store import Obj

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator

CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing")


def new(sim: Simulator, params: Obj, *, session: str = "") -> Obj:
    """An intent from the parameters of Stripe's create, or of a session's ``payment_intent_data``."""
    identifier = sim.store.new_id("pi")
    intent: Obj = {
        "id": identifier, "object": "payment_intent", "amount": params["amount"], "amount_capturable": 0, "amount_received": 0,
        "application": None, "application_fee_amount": None, "automatic_payment_methods": None, "canceled_at": None,
        "cancellation_reason": None, "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": f"{identifier}_secret_{sim.store.draw('secret')[:24]}", "confirmation_method": "automatic",
        "created": sim.now(),
        "currency": params["currency"].lower(), "customer": params.get("customer"), "description": params.get("description"),
        "last_payment_error": None, "latest_charge": None, "livemode": False, "metadata": params.get("metadata") or {},
        "next_action": None,
        "on_behalf_of": None, "payment_method": None, "payment_method_options": {}, "processing": None, "review": None,
        "shipping": None,
        "payment_method_types": params.get("payment_method_types") or ["card"], "receipt_email": params.get("receipt_email"),
        "setup_future_usage": params.get("setup_future_usage"), "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method", "transfer_data": None, "transfer_group": params.get("transfer_group"),
        "_session": session,
    }  # fmt: skip
    if intent["amount"] < 1:
        raise invalid("Invalid positive integer", "parameter_invalid_integer", "amount")
    sim.store.insert(intent)
    sim.deliveries.emit("payment_intent.created", intent)
    return intent


def pay(sim: Simulator, intent: Obj, method: Obj, *, off_session: bool = False, challenged: bool = False) -> Obj:
    """Try a card: set aside or taken, or waiting for the person's answer to her bank. Raises a card error when declined."""
    card = CARDS[method["_card"]]
    agreed = method.get("customer") and not card.always_challenge
    intent.update(payment_method=method["id"], next_action=None, last_payment_error=None)
    if card.challenge and not challenged and not (off_session and agreed):
        if off_session:
            return _fail(sim, intent, method, "authentication_required", "Your card was declined. This transaction requires authentication.",
                         decline_code="authentication_required")  # fmt: skip
        url = f"{sim.base_url}/challenge/{intent['id']}"
        intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": None}}
        intent["status"] = "requires_action"
        sim.store.save(intent)
        sim.deliveries.emit("payment_intent.requires_action", intent)
        return intent
    charge = charges.new(sim, intent, method, card, challenged=challenged)
    intent["latest_charge"] = charge["id"]
    if card.code:
        return _fail(sim, intent, method, card.code, card.message, decline_code=card.decline_code, charge=charge["id"])
    return _held(sim, intent, charge, card)


def _held(sim: Simulator, intent: Obj, charge: Obj, card: Card) -> Obj:
    if intent["capture_method"] != "manual":
        return _take(sim, intent, charge, intent["amount"])
    intent.update(status="requires_capture", amount_capturable=intent["amount"])
    sim.store.save(intent)
    due = charge["payment_method_details"]["card"]["capture_before"]
    sim.store.rows("INSERT INTO timers (due, kind, target) VALUES (?, 'hold', ?)", due, intent["id"])
    sim.deliveries.emit("payment_intent.amount_capturable_updated", intent)
    return intent


def _fail(sim: Simulator, intent: Obj, method: Obj, code: str, message: str, *, decline_code: str = "", charge: str = "") -> Obj:
    said = card_error(code, message, decline_code=decline_code, charge=charge)
    intent.update(status="requires_payment_method", payment_method=None, next_action=None)
    intent["last_payment_error"] = {**said.body["error"], "payment_method": method}
    sim.store.save(intent)
    sim.deliveries.emit("payment_intent.payment_failed", intent)
    said.body["error"]["payment_intent"] = intent
    raise said


def challenge_failed(sim: Simulator, intent: Obj) -> Obj:
    """The person did not answer her bank: the intent waits for another card. Raises the card error."""
    method = need(sim, intent["payment_method"], "payment_method")
    text = "We are unable to authenticate your payment method. Please choose a different payment method and try again."
    return _fail(sim, intent, method, "payment_intent_authentication_failure", text)


def _take(sim: Simulator, intent: Obj, charge: Obj, amount: int) -> Obj:
    charges.take(sim, charge, amount)
    intent.update(status="succeeded", amount_capturable=0, amount_received=amount)
    sim.store.save(intent)
    session = sim.store.get(intent["_session"]) if intent["_session"] else None
    if session:
        sim.store.save({**session, "payment_status": "paid"})
    sim.deliveries.emit("payment_intent.succeeded", intent)
    return intent


def _unexpected(intent: Obj, done: str, allowed: Sequence[str]) -> ApiError:
    text = (f"This PaymentIntent could not be {done} because it has a status of {intent['status']}. Only a PaymentIntent with one of "
            f"the following statuses may be {done}: {', '.join(allowed)}.")  # fmt: skip
    return invalid(text, "payment_intent_unexpected_state", payment_intent=intent)


def create(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """Stripe's create; with ``confirm`` also paid, off-session with a saved card if so asked."""
    if "amount" not in params or "currency" not in params:
        raise invalid("Missing required param: amount or currency.", "parameter_missing", "amount")
    if params.get("customer"):
        need(sim, params["customer"], "customer", "customer")
    intent = new(sim, params)
    return confirm(sim, params, [intent["id"]]) if params.get("confirm") else intent


def confirm(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """Pay an intent that is not a session's with a card that is saved or ready-made."""
    intent = need(sim, ids[0], "payment_intent", "intent")
    if intent["_session"]:
        raise invalid("You cannot confirm this PaymentIntent because it belongs to a Checkout Session.", "payment_intent_unexpected_state")
    if intent["status"] not in ("requires_payment_method", "requires_confirmation", "requires_action"):
        raise _unexpected(intent, "confirmed", ("requires_payment_method", "requires_confirmation", "requires_action"))
    method = customers.method_for(sim, params.get("payment_method") or "", intent["customer"])
    return pay(sim, intent, method, off_session=bool(params.get("off_session")))


def capture(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """Take all or a part of what is held, once."""
    intent = need(sim, ids[0], "payment_intent", "intent")
    if intent["status"] != "requires_capture":
        raise _unexpected(intent, "captured", ("requires_capture",))
    wanted = params.get("amount_to_capture")
    amount = int(intent["amount_capturable"] if wanted is None else wanted)
    if amount > intent["amount_capturable"]:
        raise invalid("The amount to capture is greater than the amount that can be captured.", "amount_too_large", "amount_to_capture")
    if amount < 1:
        raise invalid("Invalid positive integer", "parameter_invalid_integer", "amount_to_capture")
    return _take(sim, intent, need(sim, intent["latest_charge"], "charge"), amount)


def cancel(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """Give everything back. A session's intent can only be canceled once it is held: before, the session is expired."""
    intent = need(sim, ids[0], "payment_intent", "intent")
    if intent["status"] not in CANCELABLE:
        raise _unexpected(intent, "canceled", CANCELABLE)
    if intent["_session"] and intent["status"] != "requires_capture":
        raise invalid("You cannot cancel this PaymentIntent because it belongs to a Checkout Session. Expire the Checkout Session instead.",
                      "payment_intent_unexpected_state")  # fmt: skip
    return end(sim, intent, params.get("cancellation_reason"), "charge.refunded")


def end(sim: Simulator, intent: Obj, reason: str | None, event: str) -> Obj:
    """Cancel an intent and let go of what it holds."""
    if intent["status"] == "requires_capture":
        charges.let_go(sim, need(sim, intent["latest_charge"], "charge"), event)
    intent.update(status="canceled", amount_capturable=0, canceled_at=sim.now(), cancellation_reason=reason, next_action=None)
    sim.store.save(intent)
    sim.deliveries.emit("payment_intent.canceled", intent)
    return intent


def expire_due(sim: Simulator, identifier: str) -> None:
    """A hold that nobody captured in time is let go by the bank."""
    intent = sim.store.get(identifier)
    if intent and intent["status"] == "requires_capture":
        end(sim, intent, "automatic", "charge.expired")


def read(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """An intent."""
    return need(sim, ids[0], "payment_intent", "intent")


def read_charge(sim: Simulator, params: Obj, ids: Sequence[str]) -> Obj:
    """A charge."""
    return need(sim, ids[0], "charge", "charge")


OPERATIONS = {
    "POST /v1/payment_intents": create,
    "GET /v1/payment_intents/{intent}": read,
    "POST /v1/payment_intents/{intent}/confirm": confirm,
    "POST /v1/payment_intents/{intent}/capture": capture,
    "POST /v1/payment_intents/{intent}/cancel": cancel,
    "GET /v1/charges/{charge}": read_charge,
}
