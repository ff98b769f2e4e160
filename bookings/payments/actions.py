"""Attempts at the processor: opened inside a claim, called outside every transaction, read before they are called again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from psycopg import errors as pg

from bookings.payments.models import Attempt, Payment
from casaora.kit.attempts import ABSENT_AFTER, REFUSED, SUCCEEDED, UNKNOWN, Outcome, perform
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.stripe import disputing, gateway
from casaora.stripe.answers import Hold, Refund

#: These change nothing when done twice under two keys, so the hour in which a slow call might still arrive is not waited for.
SURE_AFTER = {Attempt.RELEASE: timedelta(minutes=10), Attempt.EXPIRE_CHECKOUT: timedelta(minutes=10)}
#: The processor has answered, or was not asked: nothing of the call is under way any more, and what reading does not show is not there.
#: Without an answer the call may be worked on at this very moment.
ANSWERED = ("api_error", "garbled", "key_forgotten", "idempotency_error")
#: What a hold's status says: its money was taken; it was given back; none is set aside, whether or not there ever was any.
TAKEN, LET_GO, GONE = ("succeeded",), ("canceled",), ("canceled", "requires_payment_method")
#: A refund with one of these has moved nothing, or has come back.
REFUND_FAILED = ("failed", "canceled")
#: Something was done, but not what we asked for: a person must look at it.
BY_HAND = "by_hand"


class BeingConfirmed(Exception):
    """Another attempt for the same payment is open: somebody else's step is on its way."""


def open_attempt(
    payment: Payment, *, step: str, operation: str, by: By, at: datetime, parameters: dict[str, Any] | None = None
) -> Attempt:
    """Insert the attempt of a claim. Its key comes from our own rows, so that nothing depends on dates or order.

    The partial unique constraint raises at once when another is open; callers turn that into BeingConfirmed with
    :func:`claimed`.
    """
    number = payment.attempts.count() + 1
    return Attempt.objects.create(
        payment=payment, step=step, operation=operation, key=f"{payment.reference}-{operation}-{number}",
        by_role=by.role, by_person_id=by.person_id, opened_at=at, parameters=parameters or {},
    )  # fmt: skip


def is_second_claim(error: IntegrityError) -> bool:
    """Whether a failed claim lost to an open attempt."""
    cause = error.__cause__
    return isinstance(cause, pg.UniqueViolation) and cause.diag.constraint_name in ("one_open_attempt", "bookings_attempt_key_key")


def call(attempt: Attempt) -> Outcome:
    """Make the attempt's call with its own key and stored parameters. No transaction may be open."""
    payment, wish = attempt.payment, attempt.parameters
    amount = Money(int(wish.get("amount_minor", payment.amount_minor)), payment.currency)
    calls = {
        Attempt.OPEN_CHECKOUT: lambda: gateway.open_checkout(
            key=attempt.key, reference=payment.reference, amount=payment.amount, title=wish["title"], email=wish["email"],
            customer_id=wish.get("customer_id") or None, success_url=settings.SITE_URL + wish["success_path"],
            cancel_url=settings.SITE_URL + wish["cancel_path"], expires_at=payment.session_expires_at, locale=wish["locale"],
            promise=wish.get("promise", ""), submit=wish.get("submit", "book"), cause=attempt.request_id,
        ),
        Attempt.EXPIRE_CHECKOUT: lambda: gateway.expire_checkout(payment.session_id or "", key=attempt.key),
        Attempt.CAPTURE: lambda: gateway.capture(payment.intent_id or "", amount=amount, key=attempt.key),
        Attempt.RELEASE: lambda: gateway.release(payment.intent_id or "", key=attempt.key),
        Attempt.REFUND: lambda: gateway.refund(
            payment.intent_id or "", amount=amount, reference=wish["reference"], key=attempt.key, cause=attempt.request_id
        ),
        Attempt.EVIDENCE: lambda: disputing.submit_evidence(wish["dispute"], evidence=wish["evidence"], key=attempt.key),
    }  # fmt: skip
    outcome = perform(calls[attempt.operation])
    if outcome.kind == SUCCEEDED and attempt.operation == Attempt.CAPTURE:
        return _hold_says(payment, outcome.answer, done=TAKEN, never=LET_GO) or outcome
    if outcome.kind == SUCCEEDED and attempt.operation == Attempt.REFUND:
        return _refund_says(outcome.answer)
    # A definite no may mean that it was done already (a hold that is gone): what the processor holds now decides.
    return read(attempt) or outcome if outcome.kind == REFUSED else outcome


def read(attempt: Attempt) -> Outcome | None:
    """What the processor knows of the attempt, by stored ids. None: it answered, and shows nothing. Unknown: it did not answer."""
    payment = attempt.payment
    readers = {
        Attempt.OPEN_CHECKOUT: lambda: None,
        Attempt.EXPIRE_CHECKOUT: lambda: _read_session(payment),
        Attempt.CAPTURE: lambda: _read_hold(payment, done=TAKEN, never=LET_GO),
        Attempt.RELEASE: lambda: _read_hold(payment, done=GONE, never=TAKEN),
        Attempt.REFUND: lambda: _read_refund(payment, attempt.parameters["reference"]),
        Attempt.EVIDENCE: lambda: _read_evidence(attempt.parameters["dispute"]),
    }
    reading = perform(readers[attempt.operation])
    return reading.answer if reading.kind == SUCCEEDED else Outcome(UNKNOWN, code=f"reading_{reading.kind}", message=reading.message)


def settle(attempt: Attempt, at: datetime) -> Outcome:
    """For the janitor: read; if it shows nothing, call again with the same key while that is sure to be a repetition.

    A key can be burnt: the processor answers a fault of its own again and again. What reading still does not show by then
    never happened, if the last call was answered: the attempt is closed as refused, and a new try is a new row with a new key.
    """
    known = read(attempt)
    if known is not None:
        return known
    outcome = call(attempt) if attempt.key_is_trusted(at) else Outcome(UNKNOWN, code="key_forgotten")
    is_over = outcome.code in ANSWERED or attempt.operation in SURE_AFTER
    if outcome.kind == UNKNOWN and is_over and at - attempt.opened_at >= SURE_AFTER.get(attempt.operation, ABSENT_AFTER):
        return read(attempt) or Outcome(REFUSED, code="never_happened", message="the processor shows nothing of it")
    return outcome


def _read_session(payment: Payment) -> Outcome | None:
    session = gateway.read_checkout(payment.session_id or "")
    if session.status == "expired":
        return Outcome(SUCCEEDED, session)
    if session.status == "complete":
        return Outcome(REFUSED, session, code="session_complete")
    return None


def _read_hold(payment: Payment, *, done: tuple[str, ...], never: tuple[str, ...]) -> Outcome | None:
    return _hold_says(payment, gateway.read_hold(payment.intent_id or ""), done=done, never=never)


def _hold_says(payment: Payment, hold: Hold, *, done: tuple[str, ...], never: tuple[str, ...]) -> Outcome | None:
    if hold.status in TAKEN and hold.captured != payment.amount:
        return Outcome(UNKNOWN, hold, code=BY_HAND, message=f"{hold.captured.minor} was captured of {payment.amount_minor}")
    if hold.status in done:
        return Outcome(SUCCEEDED, hold)
    if hold.status in never:
        return Outcome(REFUSED, hold, code=f"hold_{hold.status}")
    return None


def _read_refund(payment: Payment, reference: str) -> Outcome | None:
    for refund in gateway.list_refunds(payment.intent_id or ""):
        if refund.reference == reference:
            return _refund_says(refund)
    return None


def _read_evidence(dispute_id: str) -> Outcome | None:
    dispute = gateway.read_dispute(dispute_id)
    return Outcome(SUCCEEDED, dispute) if dispute.has_evidence else None


def _refund_says(refund: Refund) -> Outcome:
    """A refund that is pending is on its way; one that failed or was canceled has moved nothing."""
    if refund.status in REFUND_FAILED:
        return Outcome(REFUSED, refund, code=f"refund_{refund.status}")
    return Outcome(SUCCEEDED, refund)
