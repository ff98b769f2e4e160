"""What we ask the processor, as plain dicts. The tests hold them against the SDK's own types and the published contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casaora.kit.money import Money
from casaora.stripe.amounts import to_processor

Params = dict[str, Any]
#: Ours to theirs: Latin American Spanish.
LOCALES = {"en": "en", "es": "es-419"}


def checkout(
    *, reference: str, amount: Money, title: str, email: str, customer_id: str | None, success_url: str, cancel_url: str,
    expires_at: datetime, locale: str, promise: str, submit: str, save_card: bool, cause: str = "",
) -> Params:  # fmt: skip
    """A hosted page for one hold: card only, captured by us later, in the market's currency and no other.

    The reference goes into the intent's metadata, because a session's own is not copied to it.
    """
    intent: Params = {"capture_method": "manual", "description": title, "metadata": _marks(reference, cause)}
    params: Params = {
        "mode": "payment",
        # The version after the one we pin takes this name away (allowed_payment_method_types): change both together.
        "payment_method_types": ["card"],
        "wallet_options": {"link": {"display": "never"}},
        "adaptive_pricing": {"enabled": False},
        "submit_type": submit,
        "line_items": [_line(title, amount)],
        "payment_intent_data": intent,
        "client_reference_id": reference,
        "metadata": _marks(reference, cause),
        "success_url": success_url,
        "cancel_url": cancel_url,
        "expires_at": int(expires_at.timestamp()),
        "locale": LOCALES.get(locale, "auto"),
    }
    if promise:
        params["custom_text"] = {"submit": {"message": promise}}
    if customer_id:
        params["customer"] = customer_id
    else:
        params["customer_email"] = email
    if save_card:
        intent["setup_future_usage"] = "off_session"
        if not customer_id:
            params["customer_creation"] = "always"
    return params


def _marks(reference: str, cause: str) -> Params:
    """Our reference, and the request that caused the call: it comes back with the processor's events."""
    return {"reference": reference, **({"request_id": cause} if cause else {})}


def _line(title: str, amount: Money) -> Params:
    price = {"currency": amount.currency.lower(), "unit_amount": to_processor(amount), "product_data": {"name": title}}
    return {"quantity": 1, "price_data": price}


def refund(*, intent_id: str, amount: Money, reference: str, cause: str = "") -> Params:
    """Give back a part, or all, of what was captured."""
    return {"payment_intent": intent_id, "amount": to_processor(amount), "metadata": _marks(reference, cause)}


def payout_account(*, reference: str, email: str, country: str, cause: str = "") -> Params:
    """An Express account of a person who only ever receives transfers; the processor asks for all documents itself."""
    return {
        "type": "express",
        "country": country,
        "email": email,
        "business_type": "individual",
        "capabilities": {"transfers": {"requested": True}},
        "metadata": _marks(reference, cause),
    }


def transfer(*, account_id: str, amount: Money, reference: str, description: str, cause: str = "") -> Params:
    """Money to a payout account; the group is what it is found by when its answer was lost."""
    return {
        "amount": to_processor(amount),
        "currency": amount.currency.lower(),
        "destination": account_id,
        "description": description,
        "transfer_group": reference,
        "metadata": _marks(reference, cause),
    }
