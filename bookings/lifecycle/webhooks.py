"""The processor's events about card money. An event is a hint: the object is read again before anything is believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from bookings.lifecycle.authorization import authorize, session_expired
from bookings.lifecycle.records import record
from bookings.lifecycle.refunds import record_failed_refund
from bookings.payments import actions as payments
from bookings.payments.models import Attempt, Payment, Refund
from casaora.kit.acting import as_verb
from casaora.stripe import gateway
from casaora.stripe.answers import Event

#: What becomes of payments that are not a visit's own, when their hold may be there and when their page was closed.
ARRIVED: dict[str, Callable[..., object]] = {}
CLOSED: dict[str, Callable[..., object]] = {}


def register(kind: str, *, arrived: Callable[..., object], closed: Callable[..., object]) -> None:
    """Let another package hear of its own payments. Both are called with ``reference`` and ``at``."""
    ARRIVED[kind], CLOSED[kind] = arrived, closed


def _payment(event: Event) -> Payment | None:
    """Our payment for the event's session or intent; None when it is not one of ours."""
    found = event.payload.get("data", {}).get("object", {})
    reference = (found.get("metadata") or {}).get("reference") or found.get("client_reference_id") or ""
    with transaction.atomic(), as_verb():
        return Payment.objects.filter(
            Q(session_id=event.object_id) | Q(intent_id=event.object_id) | Q(reference=reference)
        ).first()  # fmt: skip


def session_completed(event: Event, at: datetime) -> None:
    """``checkout.session.completed``, ``payment_intent.amount_capturable_updated``: perhaps a hold is in place."""
    payment = _payment(event)
    if payment is not None:
        ARRIVED.get(payment.kind, authorize)(reference=payment.reference, at=at)


def session_closed(event: Event, at: datetime) -> None:
    """``checkout.session.expired``: the page is closed."""
    payment = _payment(event)
    if payment is not None:
        CLOSED.get(payment.kind, session_expired)(reference=payment.reference, at=at)


def attempt_settled_there(event: Event, at: datetime) -> None:
    """A capture, release or refund is done there: settle our open attempt by reading, if its own request did not."""
    payment = _payment(event)
    if payment is None:
        return
    with transaction.atomic(), as_verb():
        attempt = Attempt.objects.select_related("payment").filter(payment=payment, outcome="").exclude(
            operation=Attempt.OPEN_CHECKOUT
        ).first()  # fmt: skip
    known = payments.read(attempt) if attempt is not None else None
    if attempt is not None and known is not None:
        record(attempt.pk, known, at)


def refund_ended(event: Event, at: datetime) -> None:
    """``refund.updated``, ``refund.failed``: days later a bank may send back what was on its way."""
    reference = (event.payload["data"]["object"].get("metadata") or {}).get("reference") or ""
    with transaction.atomic(), as_verb():
        refund = Refund.objects.select_related("payment").filter(Q(processor_id=event.object_id) | Q(reference=reference)).first()
    if refund is None:
        return
    found = {r.id: r.status for r in gateway.list_refunds(refund.payment.intent_id or "")}
    if found.get(event.object_id) in payments.REFUND_FAILED:
        record_failed_refund(refund.pk, at)
