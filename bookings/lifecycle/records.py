"""The record of a step: outcome, state, ledger, earning and notices together, once. The request, the webhook and the janitor call it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from bookings.lifecycle import process
from bookings.lifecycle.claims import locked
from bookings.lifecycle.models import Booking
from bookings.lifecycle.refunds import cancel_settled, give_back, given_back
from bookings.lifecycle.steps import Follow, by_of, step_taken, try_later
from bookings.payments import actions as payments
from bookings.payments import records as money
from bookings.payments.models import Attempt, Payment
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.attempts import SUCCEEDED, UNKNOWN, Outcome
from casaora.kit.steps import CLOCK, By

#: A capture that is recorded later than this before the start is given back: she could not leave home in time.
LATEST_CAPTURE = timedelta(minutes=30)


def attempt_and_record(attempt: Attempt, at: datetime) -> None:
    """Call and record, then whatever follows from it. Not where somebody else has settled it: a worker may have slept for hours."""
    with transaction.atomic(), as_verb():
        if not Attempt.objects.filter(pk=attempt.pk, outcome="").exists():
            return
    record(attempt.pk, payments.call(attempt), at)


def record(attempt_id: int, outcome: Outcome, at: datetime) -> bool:
    """Write what came of an attempt. False when it was recorded before, or when the outcome is unknown."""
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=Payment.objects.values_list("visit", flat=True).get(attempts=attempt_id))
        attempt = Attempt.objects.get(pk=attempt_id)  # read after the lock, not before
        if not attempt.is_open():
            return False
        if outcome.kind == UNKNOWN:
            attempt.postpone(outcome, at)
            name = "cron_auto_decline_failed" if attempt.step == "auto_decline" else "outcome_unknown"
            events.emit(name, level=logging.WARNING, booking=booking.reference, step=attempt.step, outcome=UNKNOWN, code=outcome.code)
            return False
        attempt.settle(outcome, at)
        follow = RECORDERS[attempt.step](booking, attempt, outcome, at)
    if follow is not None:
        follow()
    return True


def _request(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    if outcome.kind == SUCCEEDED:
        money.page_opened(booking.payment, outcome.answer)
        if booking.state != process.PENDING:  # given up meanwhile: nobody has the page's address, close it
            close = payments.open_attempt(booking.payment, step="request_given_up", operation=Attempt.EXPIRE_CHECKOUT, by=by_of(attempt), at=at)
            return lambda: attempt_and_record(close, at)
        return None
    money.ended(booking.payment, Payment.FAILED)
    if booking.state == process.PENDING:
        step_taken(booking, "expire", CLOCK, at, why=f"the payment page could not be opened: {outcome.code}")
    events.emit("booking_failed", level=logging.ERROR, booking=booking.reference, code=outcome.code)
    return None


def _given_up(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    from bookings.lifecycle import authorization  # it claims and records in its turn

    money.ended(booking.payment, Payment.EXPIRED)
    if outcome.code == "session_complete":  # paid all the same: the hold comes too late
        return lambda: authorization.authorize(reference=booking.payment.reference, at=at)
    return None


def _page_closed(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """``expire``, and ``withdraw`` before the hold: the page is closed, unless it was paid a moment earlier."""
    if outcome.kind == SUCCEEDED:
        money.ended(booking.payment, Payment.EXPIRED)
        step_taken(booking, attempt.step, by_of(attempt), at)
        return None
    from bookings.lifecycle import authorization  # it claims and records in its turn

    if outcome.code == "session_complete":
        by = by_of(attempt) if attempt.step == "withdraw" else None
        return lambda: authorization.authorize(reference=booking.payment.reference, at=at, then_withdraw=by)
    return _once_more(booking, attempt, outcome, at)


def _released(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """``decline``, ``auto_decline``, and ``withdraw`` of a held booking."""
    if outcome.code == "hold_succeeded":
        follow = _taken_unasked(booking, outcome, at)
    elif outcome.kind == SUCCEEDED:
        money.released(booking.payment, at)
        follow = None
    else:
        return _once_more(booking, attempt, outcome, at)
    if attempt.step == "decline":
        booking.declined_reason = "professional_declined" if attempt.by_role == "professional" else "unavailable"
    if attempt.step == "auto_decline":
        booking.declined_reason, booking.auto_declined_at = "professional_no_response", at
    step_taken(booking, attempt.step, by_of(attempt), at)
    return follow


def _taken_unasked(booking: Booking, outcome: Outcome, at: datetime) -> Follow:
    """What should be released was captured (on the processor's own pages, say): book it, and give all of it back."""
    events.emit("hold_captured_unasked", level=logging.CRITICAL, booking=booking.reference)
    money.captured(booking.payment, outcome.answer, earning=booking.earning, at=at)
    refund = give_back(booking, "taken_unasked", "captured_unasked", By("processor"), at)
    return lambda: attempt_and_record(refund, at) if refund else None


def _let_go(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """The hold of a capture that was refused for good. The step was taken then, and the customer told that nothing was charged."""
    if outcome.code == "hold_succeeded":
        return _taken_unasked(booking, outcome, at)
    if outcome.kind != SUCCEEDED:
        return try_later(booking, attempt, outcome, at)
    money.released(booking.payment, at)
    return None


def _late_released(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    if outcome.code == "hold_succeeded":
        return _taken_unasked(booking, outcome, at)
    if outcome.kind != SUCCEEDED:
        return try_later(booking, attempt, outcome, at)
    money.released(booking.payment, at)
    step_taken(booking, "late_authorize", by_of(attempt), at, why="paid after the booking had ended")
    return None


def _captured(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """``accept``: the hold became money, or was refused for good."""
    if outcome.kind != SUCCEEDED:
        if outcome.code == "never_happened":
            return None  # the hold stands and nothing was captured: the deadline decides what comes next
        step_taken(booking, "payment_fails", By("processor"), at, why=f"capture {outcome.kind}: {outcome.code}"[:200])
        if outcome.code == "hold_canceled":
            money.ended(booking.payment, Payment.FAILED)
            return None
        # The money may still be set aside: without this it would stay so on the customer's card for a week.
        release = payments.open_attempt(booking.payment, step="let_go", operation=Attempt.RELEASE, by=By("processor"), at=at)
        return lambda: attempt_and_record(release, at)
    money.captured(booking.payment, outcome.answer, earning=booking.earning, at=at)
    if booking.starts_at - at < LATEST_CAPTURE:
        refund = give_back(booking, "capture_too_late", "captured_too_late", by_of(attempt), at)
        step_taken(booking, "capture_too_late", By("processor"), at, why="captured less than 30 min before the start")
        return lambda: attempt_and_record(refund, at) if refund else None
    money.earned(booking.payment, earning=booking.earning, by=by_of(attempt), at=at)
    booking.accepted_at = at
    step_taken(booking, "accept", by_of(attempt), at)
    return None


def _once_more(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """The claim decided who won: what never happened is asked for anew, with a new key, and nobody else gets a turn in between."""
    if outcome.code != "never_happened":
        return try_later(booking, attempt, outcome, at)
    again = payments.open_attempt(booking.payment, step=attempt.step, operation=attempt.operation, by=by_of(attempt), at=at)
    return lambda: attempt_and_record(again, at)


Recorder = Callable[[Booking, Attempt, Outcome, datetime], Follow | None]

#: Which function records which step's attempt; packages above add their own with :func:`register` when the app is ready.
RECORDERS: dict[str, Recorder] = {
    "request": _request, "request_given_up": _given_up, "expire": _page_closed, "accept": _captured, "decline": _released,
    "auto_decline": _released, "late_authorize": _late_released, "capture_too_late": given_back, "taken_unasked": given_back, "let_go": _let_go,
    "cancel": cancel_settled, "professional_no_show": cancel_settled,
    "withdraw": lambda b, a, o, at: (_released if a.operation == Attempt.RELEASE else _page_closed)(b, a, o, at),
}  # fmt: skip


def register(step: str, recorder: Recorder) -> None:
    """Let another package record attempts of its own steps. Called with the booking locked, in the record's transaction."""
    RECORDERS[step] = recorder
