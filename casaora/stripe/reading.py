"""From the processor's plain dicts to our answers. Knows the shapes and nothing of the network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from casaora.stripe.amounts import from_processor
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


def moment(seconds: int) -> datetime:
    """The processor's seconds as an aware time."""
    return datetime.fromtimestamp(seconds, UTC)


def id_of(value: Any) -> str:
    """The id of something that is an id, or the whole object where it was expanded, or missing."""
    return str(value["id"]) if isinstance(value, dict) else str(value or "")


def _reference(answer: Obj) -> str:
    return str((answer.get("metadata") or {}).get("reference", ""))


def session_from(answer: Obj) -> CheckoutSession:
    """A hosted payment page."""
    return CheckoutSession(
        id=answer["id"],
        url=answer.get("url") or "",
        status=answer["status"],
        intent_id=id_of(answer.get("payment_intent")),
        reference=_reference(answer) or answer.get("client_reference_id") or "",
        amount=from_processor(answer["amount_total"], answer["currency"]),
        expires_at=moment(answer["expires_at"]),
    )


def hold_from(answer: Obj) -> Hold:
    """A payment intent whose ``latest_charge`` was expanded."""
    found = answer.get("latest_charge")
    charge: Obj = found if isinstance(found, dict) else {}
    card: Obj = (charge.get("payment_method_details") or {}).get("card") or {}
    error: Obj = answer.get("last_payment_error") or {}
    return Hold(
        id=answer["id"],
        status=answer["status"],
        amount=from_processor(answer["amount"], answer["currency"]),
        captured=from_processor(answer.get("amount_received") or 0, answer["currency"]),
        customer_id=id_of(answer.get("customer")),
        reference=_reference(answer),
        capture_before=moment(card["capture_before"]) if card.get("capture_before") else None,
        charge_id=id_of(found),
        card_brand=card.get("brand") or "",
        card_last4=card.get("last4") or "",
        card_fingerprint=card.get("fingerprint") or "",
        failure_code=error.get("decline_code") or error.get("code") or "",
        payment_method_id=id_of(answer.get("payment_method")),
    )


def refund_from(answer: Obj) -> Refund:
    """A refund."""
    amount = from_processor(answer["amount"], answer["currency"])
    return Refund(id=answer["id"], status=answer["status"] or "pending", amount=amount, reference=_reference(answer))


def charge_from(answer: Obj) -> Charge:
    """A charge. The processor counts what a hold was not captured for as refunded; that part is taken out."""
    amount, taken, currency = answer["amount"], answer["amount_captured"], answer["currency"]
    return Charge(
        id=answer["id"],
        amount=from_processor(amount, currency),
        captured=from_processor(taken, currency),
        refunded=from_processor(max(answer["amount_refunded"] - (amount - taken), 0), currency),
        balance_transaction_id=id_of(answer.get("balance_transaction")),
        disputed=bool(answer["disputed"]),
    )


def movement_from(answer: Obj) -> BalanceTransaction:
    """A balance transaction."""
    currency, source = answer["currency"], answer.get("source")
    return BalanceTransaction(
        id=answer["id"],
        type=answer["type"],
        amount=from_processor(answer["amount"], currency),
        fee=from_processor(answer["fee"], currency),
        net=from_processor(answer["net"], currency),
        available_on=moment(answer["available_on"]),
        source_id=id_of(source),
        created=moment(answer["created"]),
        transfer_id=id_of(source.get("transfer")) if isinstance(source, dict) and source.get("object") == "transfer_reversal" else "",
    )


def balance_from(answer: Obj) -> Balance:
    """The balance, one amount for each currency."""
    available = tuple(from_processor(part["amount"], part["currency"]) for part in answer["available"])
    pending = tuple(from_processor(part["amount"], part["currency"]) for part in answer["pending"])
    return Balance(available=available, pending=pending)


def account_from(answer: Obj) -> PayoutAccount:
    """A connected account."""
    requirements: Obj = answer.get("requirements") or {}
    due = {*(requirements.get("currently_due") or ()), *(requirements.get("past_due") or ())}
    return PayoutAccount(
        id=answer["id"],
        reference=_reference(answer),
        transfers_active=(answer.get("capabilities") or {}).get("transfers") == "active",
        payouts_enabled=bool(answer.get("payouts_enabled")),
        details_submitted=bool(answer.get("details_submitted")),
        requirements_due=tuple(sorted(due)),
        disabled_reason=requirements.get("disabled_reason") or "",
        bank=_bank_of(answer),
    )


def _bank_of(answer: Obj) -> str:
    banks: list[Obj] = (answer.get("external_accounts") or {}).get("data") or []
    return ",".join(sorted(bank.get("fingerprint") or bank["id"] for bank in banks if bank.get("default_for_currency", True)))


def transfer_from(answer: Obj) -> Transfer:
    """A transfer; its reference is the transfer group, by which it is found again."""
    return Transfer(
        id=answer["id"],
        amount=from_processor(answer["amount"], answer["currency"]),
        reversed_amount=from_processor(answer["amount_reversed"], answer["currency"]),
        account_id=id_of(answer.get("destination")),
        reference=answer.get("transfer_group") or _reference(answer),
        created=moment(answer["created"]),
        reversals=tuple((part["id"], from_processor(part["amount"], answer["currency"])) for part in (answer.get("reversals") or {}).get("data") or ()),
    )


def dispute_from(answer: Obj) -> Dispute:
    """A dispute with the balance transactions that it has caused so far."""
    evidence = answer["evidence_details"]
    return Dispute(
        id=answer["id"],
        status=answer["status"],
        reason=answer["reason"],
        amount=from_processor(answer["amount"], answer["currency"]),
        charge_id=id_of(answer.get("charge")),
        intent_id=id_of(answer.get("payment_intent")),
        created=moment(answer["created"]),
        evidence_due_by=moment(evidence["due_by"]) if evidence.get("due_by") else None,
        has_evidence=bool(evidence["has_evidence"]),
        movements=tuple(movement_from(part) for part in answer["balance_transactions"]),
    )


def event_from(answer: Obj) -> Event:
    """An event; the object it is about is the snapshot in the payload."""
    about: Obj = answer["data"]["object"]
    return Event(
        id=answer["id"],
        type=answer["type"],
        created=moment(answer["created"]),
        object_id=about.get("id") or "",
        object_type=about.get("object") or "",
        account=answer.get("account") or "",
        payload=answer,
    )
