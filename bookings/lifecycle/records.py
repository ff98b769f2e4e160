"""The record of a step: outcome, state, ledger, earning and notices together, once. The request, the webhook and the janitor call it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from bookings.lifecycle import notices, process
from bookings.lifecycle.claims import locked
from bookings.lifecycle.models import Booking, StepTaken
from bookings.payments import actions as payments
from bookings.payments import records as money
from bookings.payments.models import Attempt, Payment, Refund
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.attempts import SUCCEEDED, UNKNOWN, Outcome
from casaora.kit.money import Money
from casaora.kit.steps import CLOCK, By
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning

#: What must be done after the record has been committed, outside every transaction.
Follow = Callable[[], object]
#: A capture that is recorded later than this before the start is given back: she could not leave home in time.
LATEST_CAPTURE = timedelta(minutes=30)


def step_taken(
    booking: Booking, step: str, by: By, at: datetime, *, state: str | None = None, why: str = "", facts: dict[str, Money] | None = None
) -> None:
    """Move the booking to the step's state, leave the row, and owe the notices. In the caller's transaction.

    ``facts`` are amounts that the notices of this step tell beside those of every step.
    """
    row = process.PROCESS[step]
    before, booking.state = booking.state, state or row.target or booking.state
    booking.next_try_at = None
    booking.save()
    StepTaken.objects.create(
        booking=booking, step=step, from_state=before, to_state=booking.state, by_role=by.role, by_person_id=by.person_id, at=at, why=why
    )
    notices.tell(booking, row, at, by=by, why=why, amounts=facts or {})
    professional = booking.professional.slug
    transaction.on_commit(lambda: events.emit(EVENT.get(step, f"booking_{step}"), booking=booking.reference, professional=professional))


EVENT = {
    "request": "booking_created", "authorize": "booking_authorized", "accept": "booking_accepted", "decline": "booking_declined",
    "auto_decline": "cron_auto_decline_success", "payment_fails": "booking_failed", "expire": "booking_expired",
}  # fmt: skip


def attempt_and_record(attempt: Attempt, at: datetime) -> None:
    """Call and record, then whatever follows from it. Not where somebody else has settled it: a worker may have slept for hours."""
    with transaction.atomic(), as_verb():
        if not Attempt.objects.filter(pk=attempt.pk, outcome="").exists():
            return
    record(attempt.pk, payments.call(attempt), at)


def record(attempt_id: int, outcome: Outcome, at: datetime) -> bool:
    """Write what came of an attempt. False when it was recorded before, or when the outcome is unknown."""
    with transaction.atomic(durable=True), as_verb():
        booking = locked(payment__attempts=attempt_id)
        attempt = Attempt.objects.get(pk=attempt_id)  # read after the lock, not before
        if not attempt.is_open():
            return False
        if outcome.kind == UNKNOWN:
            attempt.postpone(outcome, at)
            events.emit("outcome_unknown", level=logging.WARNING, booking=booking.reference, step=attempt.step, code=outcome.code)
            return False
        attempt.settle(outcome, at)
        follow = RECORDERS[attempt.step](booking, attempt, outcome, at)
    if follow is not None:
        follow()
    return True


def _by(attempt: Attempt) -> By:
    return By(attempt.by_role, attempt.by_person_id)


def _request(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    if outcome.kind == SUCCEEDED:
        money.page_opened(booking.payment, outcome.answer)
        if booking.state != process.PENDING:  # given up meanwhile: nobody has the page's address, close it
            close = payments.open_attempt(booking.payment, step="request_given_up", operation=Attempt.EXPIRE_CHECKOUT, by=_by(attempt), at=at)
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
        step_taken(booking, attempt.step, _by(attempt), at)
        return None
    from bookings.lifecycle import authorization  # it claims and records in its turn

    if outcome.code == "session_complete":
        by = _by(attempt) if attempt.step == "withdraw" else None
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
    step_taken(booking, attempt.step, _by(attempt), at)
    return follow


def _taken_unasked(booking: Booking, outcome: Outcome, at: datetime) -> Follow:
    """What should be released was captured (on the processor's own pages, say): book it, and give all of it back."""
    events.emit("hold_captured_unasked", level=logging.CRITICAL, booking=booking.reference)
    by = By("processor")
    money.captured(booking.payment, outcome.answer, earning=booking.earning, at=at)
    refund = money.open_refund(booking.payment, amount=booking.total, step="taken_unasked", reason="captured_unasked", by=by, at=at)
    return lambda: attempt_and_record(refund, at)


def _let_go(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """The hold of a capture that was refused for good. The step was taken then, and the customer told that nothing was charged."""
    if outcome.code == "hold_succeeded":
        return _taken_unasked(booking, outcome, at)
    if outcome.kind != SUCCEEDED:
        return _try_later(booking, attempt, outcome, at)
    money.released(booking.payment, at)
    return None


def _late_released(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    if outcome.code == "hold_succeeded":
        return _taken_unasked(booking, outcome, at)
    if outcome.kind != SUCCEEDED:
        return _try_later(booking, attempt, outcome, at)
    money.released(booking.payment, at)
    step_taken(booking, "late_authorize", _by(attempt), at, why="paid after the booking had ended")
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
        refund = money.open_refund(booking.payment, amount=booking.total, step="capture_too_late", reason="captured_too_late", by=_by(attempt), at=at)
        step_taken(booking, "capture_too_late", By("processor"), at, why="captured less than 30 min before the start")
        return lambda: attempt_and_record(refund, at)
    money.earned(booking.payment, earning=booking.earning, by=_by(attempt), at=at)
    booking.accepted_at = at
    step_taken(booking, "accept", _by(attempt), at)
    return None


def canceled(booking: Booking, by: By, at: datetime, *, why: str = "") -> None:
    """A confirmed booking ends. What is kept of its price, if anything, clears as her earning."""
    booking.canceled_at = at
    earning = Earning.objects.get(reference=booking.reference)
    if earning.state == "expected":
        earnings.start_clearing(
            reference=booking.reference, scheduled_end=booking.ends_at, ended_at=at, by=by, at=at, kind=Earning.CANCELLATION,
            after=booking.clears_after,
        )
    refund = booking.payment.refunds.filter(state=Refund.SUCCEEDED).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    facts = {"refund": Money(refund, booking.currency), "kept": earning.amount if earning.state != "reversed" else Money.zero(booking.currency)}
    step_taken(booking, "cancel", by, at, why=why, facts=facts)


def _canceled(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    if not money.refunded_of_earning(booking.payment, attempt, outcome, at):
        if outcome.code != "never_happened":
            return _try_later(booking, attempt, outcome, at)
        again = money.refund_again(attempt, at)  # what was decided stands: asked for anew, with a new key
        return lambda: attempt_and_record(again, at)
    canceled(booking, _by(attempt), at, why=attempt.parameters.get("why", ""))
    return None


def _refunded(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    money.refunded(booking.payment, attempt, outcome, earning=booking.earning, at=at)
    return None if outcome.kind == SUCCEEDED else _try_later(booking, attempt, outcome, at)


def record_failed_refund(refund_id: int, at: datetime) -> None:
    """A refund that was recorded did not reach the card. The second time nothing. Raises BeingConfirmed while its own record is to come."""
    with transaction.atomic(durable=True), as_verb():
        booking = locked(payment__refunds=refund_id)
        refund = Refund.objects.select_related("payment").get(pk=refund_id)
        if refund.state == Refund.PENDING:
            raise payments.BeingConfirmed(booking.reference)
        if refund.state == Refund.FAILED:
            return
        money.refund_failed(refund, at)
    events.emit("refund_failed", level=logging.CRITICAL, booking=booking.reference, payment=refund.payment.reference)


def _once_more(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """The claim decided who won: what never happened is asked for anew, with a new key, and nobody else gets a turn in between."""
    if outcome.code != "never_happened":
        return _try_later(booking, attempt, outcome, at)
    again = payments.open_attempt(booking.payment, step=attempt.step, operation=attempt.operation, by=_by(attempt), at=at)
    return lambda: attempt_and_record(again, at)


def _try_later(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """A definite no that leaves the state as it is: the clock comes back in a quarter of an hour, and somebody is told."""
    booking.next_try_at = at + timedelta(minutes=15)
    booking.save(update_fields=["next_try_at"])
    name = "cron_auto_decline_failed" if attempt.step == "auto_decline" else "step_refused"
    events.emit(name, level=logging.ERROR, booking=booking.reference, step=attempt.step, code=outcome.code)
    return None


RECORDERS: dict[str, Callable[[Booking, Attempt, Outcome, datetime], Follow | None]] = {
    "request": _request, "request_given_up": _given_up, "expire": _page_closed, "accept": _captured, "decline": _released,
    "auto_decline": _released, "late_authorize": _late_released, "capture_too_late": _refunded, "taken_unasked": _refunded, "let_go": _let_go,
    "cancel": _canceled,
    "withdraw": lambda b, a, o, at: (_released if a.operation == Attempt.RELEASE else _page_closed)(b, a, o, at),
}  # fmt: skip
