"""What the processor tells us, in our words: frozen, money as Money, times aware."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casaora.kit.money import Money

Obj = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    """A hosted payment page. ``status`` is open, complete or expired; the intent exists once somebody tried to pay."""

    id: str
    url: str
    status: str
    intent_id: str
    reference: str
    amount: Money
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Money set aside on a card: a payment intent with its latest charge. ``captured`` is what was taken of ``amount``.

    ``status``: requires_payment_method, requires_action, processing, requires_capture, succeeded or canceled.
    """

    id: str
    status: str
    amount: Money
    captured: Money
    customer_id: str
    reference: str
    capture_before: datetime | None
    charge_id: str
    card_brand: str
    card_last4: str
    card_fingerprint: str
    failure_code: str
    payment_method_id: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back to a card. ``status``: pending, requires_action, succeeded, failed or canceled."""

    id: str
    status: str
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True)
class Charge:
    """What a card paid. ``refunded`` counts refunds only, not a part of the hold that was never taken."""

    id: str
    amount: Money
    captured: Money
    refunded: Money
    balance_transaction_id: str
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class BalanceTransaction:
    """One movement of a balance at the processor: ``net`` is ``amount`` less ``fee``; spendable from ``available_on``.

    ``transfer_id`` is known only where the source was expanded: the transfer that a reversal is of.
    """

    id: str
    type: str
    amount: Money
    fee: Money
    net: Money
    available_on: datetime
    source_id: str
    created: datetime
    transfer_id: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """Money at the processor: what can be sent now, and what is still on its way from the banks."""

    available: tuple[Money, ...]
    pending: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class PayoutAccount:
    """A professional's account at the processor. Ready when transfers are active *and* payouts are enabled.

    ``bank`` tells one bank account from another (its fingerprint, not its number); empty where none is told.
    """

    id: str
    reference: str
    transfers_active: bool
    payouts_enabled: bool
    details_submitted: bool
    requirements_due: tuple[str, ...]
    disabled_reason: str
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money sent to a payout account; ``reversed_amount`` of it came back, in ``reversals``: (id, amount), newest first, at most ten."""

    id: str
    amount: Money
    reversed_amount: Money
    account_id: str
    reference: str
    created: datetime
    reversals: tuple[tuple[str, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class Dispute:
    """A cardholder's bank takes a payment back, or only asks (``warning_*``, which moves no money).

    ``status``: warning_needs_response, warning_under_review, warning_closed, needs_response, under_review, won, lost or prevented.
    """

    id: str
    status: str
    reason: str
    amount: Money
    charge_id: str
    intent_id: str
    created: datetime
    evidence_due_by: datetime | None
    has_evidence: bool
    movements: tuple[BalanceTransaction, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened there. A hint: read the object again before acting. ``account`` is empty for our own."""

    id: str
    type: str
    created: datetime
    object_id: str
    object_type: str
    account: str
    payload: Obj
