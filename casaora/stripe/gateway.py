"""The only module that knows Stripe's SDK: a score of functions in our words.

Every function that writes takes ``key``, the idempotency key of its attempt (some ``cause``, its request id), and asks once: attempts decide about
trying again, so the SDK's own retries are off. Answers are frozen dataclasses (``answers``). Errors are
``Declined``, ``Refused`` and ``Unknown`` (``errors``). Nothing may be asked with a database transaction open.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import requests
import stripe
from django.conf import settings

from casaora.kit import clock
from casaora.kit.money import Money
from casaora.stripe import parameters, reading, wire
from casaora.stripe.amounts import to_processor
from casaora.stripe.answers import (
    Balance,
    BalanceTransaction,
    Charge,
    CheckoutSession,
    Dispute,
    Event,
    Hold,
    Obj,
    PayoutAccount,
    Refund,
    Transfer,
)
from casaora.stripe.errors import BadSignature, NoKey, Refused, Unknown, code_of, from_card_error
from casaora.stripe.wire import use_http_client as use_http_client

API_VERSION = "2026-08-26.dahlia"
#: Seconds to connect and to read. The SDK's own default of 80 outlives every worker's patience.
TIMEOUT = (3, 10)
#: How old a signature may be, not how old an event: each delivery is signed anew.
SIGNATURE_SECONDS = 300
GARBLED = (ValueError, KeyError, TypeError, AttributeError)
#: The only thing forbidden to us that says something of the one asked about: its owner has disconnected the account.
ACCOUNT_GONE = "account_invalid"
WITH_CHARGE: Any = {"expand": ["latest_charge"]}
T = TypeVar("T")

stripe.enable_telemetry = False
logging.getLogger("stripe").setLevel(logging.WARNING)  # below that it logs what was sent


@lru_cache(maxsize=8)
def _client(secret: str, base: str, inner: Any) -> stripe.StripeClient:
    session = requests.Session() if base else None
    if session:
        session.trust_env = False  # a proxy of the environment has no business with a processor on this machine
    http: Any = wire.Installed(inner) if inner else stripe.RequestsClient(timeout=TIMEOUT, session=session)
    # All four, or a stray call would leave the machine.
    addresses: Any = dict.fromkeys(("api", "connect", "files", "meter_events"), base) if base else None
    return stripe.StripeClient(secret, stripe_version=API_VERSION, max_network_retries=0, http_client=http, base_addresses=addresses)


@wire.timed()
def _ask(make: Callable[[Obj], T], call: Callable[[stripe.V1Services], Any]) -> T:
    """Make one call and read its answer, or raise one of our errors.

    Definite is only what the processor itself said in a proper error body. Everything else is unknown.
    """
    wire.refuse_inside_transaction()
    client = _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE.rstrip("/"), wire.installed())
    try:
        return make(call(client.v1).to_dict())
    except stripe.RateLimitError as error:
        raise Unknown(str(error), "rate_limit") from error
    except stripe.CardError as error:
        raise from_card_error(error) from error
    except stripe.InvalidRequestError as error:
        raise Refused(code_of(error), str(error.user_message)) from error
    except stripe.PermissionError as error:
        if code_of(error) != ACCOUNT_GONE:
            raise Unknown(str(error.user_message), code_of(error)) from error
        raise Refused(code_of(error), str(error.user_message)) from error
    except (stripe.StripeError, OSError) as error:
        # Also 409 (the same key is in progress elsewhere), a key that was used before with other words (then something may have been
        # done with it), and our own secret being refused: that says nothing of the card, the account or the payment asked about.
        raise Unknown(str(error) or type(error).__name__, code_of(error)) from error
    except GARBLED as error:
        raise Unknown(f"garbled answer: {type(error).__name__}: {error}", "garbled") from error


def _keyed(key: str) -> Any:
    if not 0 < len(key) <= 255:
        raise NoKey("a call that writes needs an idempotency key of at most 255 characters")
    return {"idempotency_key": key}


def _pages(make: Callable[[Obj], T], call: Callable[[stripe.V1Services, Any], Any], **filters: Any) -> Iterator[T]:
    params = {**filters, "limit": 100}
    more = True
    while more:
        # Read here, so that a garbled row is unknown like any other garbled answer.
        rows, last, more = _ask(
            lambda page: ([make(row) for row in page["data"]], page["data"][-1:], page["has_more"]),
            lambda v1: call(v1, dict(params)),
        )
        yield from rows
        params["starting_after"] = last[0]["id"] if last else ""
        more = bool(more and last)


def open_checkout(
    *, key: str, reference: str, amount: Money, title: str, email: str, customer_id: str | None = None, success_url: str,
    cancel_url: str, expires_at: datetime, locale: str, promise: str = "", submit: str = "book", save_card: bool = False, cause: str = "",
) -> CheckoutSession:  # fmt: skip
    """Open a hosted page that sets ``amount`` aside. ``expires_at`` is 30 min to 24 h from now; locale en or es.

    ``promise`` is said at the button, in the page's language: what becomes of the money; ``submit`` is what the button does, book or pay.
    """
    params: Any = parameters.checkout(
        reference=reference, amount=amount, title=title, email=email, customer_id=customer_id, success_url=success_url,
        cancel_url=cancel_url, expires_at=expires_at, locale=locale, promise=promise, submit=submit, save_card=save_card, cause=cause,
    )  # fmt: skip
    return _ask(reading.session_from, lambda v1: v1.checkout.sessions.create(params, _keyed(key)))


def read_checkout(session_id: str) -> CheckoutSession:
    """The hosted page as it is now."""
    return _ask(reading.session_from, lambda v1: v1.checkout.sessions.retrieve(session_id))


def expire_checkout(session_id: str, *, key: str) -> CheckoutSession:
    """Close a hosted page; Refused when it is already complete or expired: read it to know which."""
    return _ask(reading.session_from, lambda v1: v1.checkout.sessions.expire(session_id, {}, _keyed(key)))


def read_hold(intent_id: str) -> Hold:
    """The hold as it is now."""
    return _ask(reading.hold_from, lambda v1: v1.payment_intents.retrieve(intent_id, WITH_CHARGE))


def capture(intent_id: str, *, amount: Money, key: str) -> Hold:
    """Take ``amount`` of the hold; what is left of it goes back to the card. Once only."""
    params: Any = {"amount_to_capture": to_processor(amount), **WITH_CHARGE}
    return _ask(reading.hold_from, lambda v1: v1.payment_intents.capture(intent_id, params, _keyed(key)))


def release(intent_id: str, *, key: str) -> Hold:
    """Give the whole hold back. Refused once captured, and while its hosted page is still open (expire that)."""
    return _ask(reading.hold_from, lambda v1: v1.payment_intents.cancel(intent_id, WITH_CHARGE, _keyed(key)))


def refund(intent_id: str, *, amount: Money, reference: str, key: str, cause: str = "") -> Refund:
    """Give back ``amount`` of what was captured. The status may still be pending."""
    params: Any = parameters.refund(intent_id=intent_id, amount=amount, reference=reference, cause=cause)
    return _ask(reading.refund_from, lambda v1: v1.refunds.create(params, _keyed(key)))


def list_refunds(intent_id: str) -> list[Refund]:
    """Every refund of an intent, newest first."""
    return list(_pages(reading.refund_from, lambda v1, params: v1.refunds.list(params), payment_intent=intent_id))


def read_charge(charge_id: str) -> Charge:
    """What the card paid, and how much of it went back."""
    return _ask(reading.charge_from, lambda v1: v1.charges.retrieve(charge_id))


def read_balance_transaction(movement_id: str) -> BalanceTransaction:
    """One movement of our balance."""
    return _ask(reading.movement_from, lambda v1: v1.balance_transactions.retrieve(movement_id))


def list_balance_transactions(since: datetime, until: datetime) -> Iterator[BalanceTransaction]:
    """Every movement of our balance made from ``since`` to just before ``until``, newest first, page by page."""
    made = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
    return _pages(reading.movement_from, lambda v1, params: v1.balance_transactions.list(params), created=made)


def read_balance() -> Balance:
    """Our balance at the processor."""
    return _ask(reading.balance_from, lambda v1: v1.balance.retrieve())


def create_payout_account(*, key: str, reference: str, email: str, country: str, cause: str = "") -> PayoutAccount:
    """A new payout account, not ready until its owner has been through onboarding. ``country``: two letters."""
    params: Any = parameters.payout_account(reference=reference, email=email, country=country, cause=cause)
    return _ask(reading.account_from, lambda v1: v1.accounts.create(params, _keyed(key)))


def read_payout_account(account_id: str) -> PayoutAccount:
    """A payout account as it is now; Refused (account_invalid) when its owner has disconnected it."""
    return _ask(reading.account_from, lambda v1: v1.accounts.retrieve(account_id))


def open_onboarding(account_id: str, *, return_url: str, refresh_url: str) -> str:
    """The address of a hosted page that asks for what is missing. Works once, for some minutes."""
    params: Any = {"account": account_id, "type": "account_onboarding", "return_url": return_url, "refresh_url": refresh_url}
    return _ask(lambda answer: str(answer["url"]), lambda v1: v1.account_links.create(params))


def open_dashboard(account_id: str) -> str:
    """The address of the owner's own pages at the processor. Works once, for some minutes."""
    return _ask(lambda answer: str(answer["url"]), lambda v1: v1.accounts.login_links.create(account_id))


def send_transfer(*, key: str, account_id: str, amount: Money, reference: str, description: str, cause: str = "") -> Transfer:
    """Send money to a payout account. Refused with ``balance_insufficient`` when ours does not suffice."""
    params: Any = parameters.transfer(account_id=account_id, amount=amount, reference=reference, description=description, cause=cause)
    return _ask(reading.transfer_from, lambda v1: v1.transfers.create(params, _keyed(key)))


def find_transfers(reference: str) -> list[Transfer]:
    """Every transfer of a payout's reference, newest first. This list does not lag."""
    return list(_pages(reading.transfer_from, lambda v1, params: v1.transfers.list(params), transfer_group=reference))


def read_dispute(dispute_id: str) -> Dispute:
    """A dispute with the movements it has caused."""
    return _ask(reading.dispute_from, lambda v1: v1.disputes.retrieve(dispute_id))


def verify_event(body: bytes, signature: str, *, secrets: Sequence[str], at: datetime | None = None) -> Event:
    """The event of a raw body that one of ``secrets`` signed within 300 s of ``at``; raises BadSignature."""
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(body, signature, secret, tolerance=None)
        except (ValueError, TypeError, stripe.SignatureVerificationError):
            continue
        # The first, which is the one that was verified: another behind it is anybody's.
        signed_at = int(next(part for part in signature.split(",") if part.startswith("t=")).split("=")[1])
        if abs((at or clock.now()).timestamp() - signed_at) > SIGNATURE_SECONDS:
            raise BadSignature("the signature is too old, or from the future")
        try:
            return reading.event_from(json.loads(body))
        except GARBLED as error:
            raise BadSignature("signed, but not an event that we can read") from error
    raise BadSignature("no secret of ours made this signature")


def read_event(event_id: str, *, account: str = "") -> Event:
    """An event once more, for 30 days. A payout account's events are read on its behalf."""
    options: Any = {"stripe_account": account} if account else {}
    return _ask(reading.event_from, lambda v1: v1.events.retrieve(event_id, {}, options))
