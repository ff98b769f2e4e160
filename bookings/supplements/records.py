"""The record of a supplement's attempts. The lifecycle's own record calls it with the booking locked, and looks it up by the step."""

from __future__ import annotations

import logging
from datetime import datetime

from bookings.lifecycle import process as visits
from bookings.lifecycle.attendance import reports
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record
from bookings.lifecycle.steps import Follow, by_of
from bookings.payments import actions as payments
from bookings.payments import bounced
from bookings.payments import records as money
from bookings.payments.models import Attempt, Payment
from bookings.supplements import process
from bookings.supplements.claims import of
from bookings.supplements.models import Supplement
from bookings.supplements.steps import step_taken, try_later
from casaora.kit import events
from casaora.kit.attempts import SUCCEEDED, Outcome
from casaora.kit.steps import PROCESSOR, By
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning


def _page(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """``request_tip``, ``approve_extra_time``: the payment page exists, or does not."""
    supplement = of(booking, payment=attempt.payment_id)
    payment = _payment(supplement)
    if outcome.kind == SUCCEEDED:
        money.page_opened(payment, outcome.answer)
        if supplement.state == process.PENDING:
            return None
        # given up meanwhile: nobody has the page's address, close it
        return _then(payment, supplement.step("close"), Attempt.EXPIRE_CHECKOUT, by_of(attempt), at)
    money.ended(payment, Payment.FAILED)
    if supplement.state == process.PENDING:
        step_taken(supplement, supplement.step("fail"), PROCESSOR, at, why=f"the payment page could not be opened: {outcome.code}")
    return None


def _closed(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """A page that nobody waits for any more."""
    supplement = of(booking, payment=attempt.payment_id)
    money.ended(_payment(supplement), Payment.EXPIRED)
    return _look_again(supplement, None, at) if outcome.code == "session_complete" else None


def _left(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """``expire`` and ``leave``: the page is closed, unless it was paid a moment earlier."""
    supplement = of(booking, payment=attempt.payment_id)
    if outcome.kind == SUCCEEDED:
        money.ended(_payment(supplement), Payment.EXPIRED)
        step_taken(supplement, attempt.step, by_of(attempt), at)
        return None
    if outcome.code == "session_complete":
        return _look_again(supplement, by_of(attempt) if attempt.step.startswith("leave") else None, at)
    return _once_more(supplement, attempt, outcome, at)


def _captured(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """``pay``: the hold became money, or was refused for good."""
    supplement = of(booking, payment=attempt.payment_id)
    payment = _payment(supplement)
    if outcome.kind != SUCCEEDED:
        if outcome.code == "never_happened":
            return try_later(supplement, attempt.step, outcome, at)  # the hold stands: the clock captures it again
        step_taken(supplement, supplement.step("fail"), PROCESSOR, at, why=f"capture {outcome.kind}: {outcome.code}")
        if outcome.code == "hold_canceled":
            money.ended(payment, Payment.FAILED)
            return None
        return _then(payment, supplement.step("let_go"), Attempt.RELEASE, PROCESSOR, at)
    is_known = knows_card(payment)
    money.captured(payment, outcome.answer, earning=supplement.earning, at=at)
    money.earned(payment, earning=supplement.earning, by=by_of(attempt), at=at)
    if supplement.kind == Supplement.EXTRA_TIME:
        _hold_as_the_visit(booking, supplement, at)
    step_taken(supplement, attempt.step, by_of(attempt), at)
    if booking.state == visits.COMPLETED:  # else when the visit is: the lifecycle sees to it
        clears_at = Earning.objects.values_list("clears_at", flat=True).filter(reference=booking.reference).first()
        earnings.start_clearing(
            reference=supplement.reference, scheduled_end=booking.ends_at, ended_at=at, by=by_of(attempt), at=at,
            after=booking.clears_after, not_before=clears_at, new_card=not is_known,
        )  # fmt: skip
    return None


def _hold_as_the_visit(booking: Booking, supplement: Supplement, at: datetime) -> None:
    """What is added to a visit that somebody has complained about waits with it."""
    hold = reports().filter(earning__reference=booking.reference).first()
    if hold is not None:
        by = By(hold.opened_by_role, hold.opened_by_person_id)
        earnings.hold_back(
            reference=supplement.reference, reason=hold.reason, by=by, at=at, until=hold.until, unblocked_by=hold.unblocked_by, why=hold.why
        )


def knows_card(payment: Payment) -> bool:
    """Whether this customer has paid a visit that took place with this card: then it is no stranger's who tips with it."""
    paid = Payment.objects.filter(kind=Payment.VISIT, customer=payment.customer_id, state=Payment.CAPTURED, booking__state=visits.COMPLETED)
    return bool(payment.card_fingerprint) and paid.filter(card_fingerprint=payment.card_fingerprint).exists()


def _released(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """``late`` and ``let_go``: a hold that nobody waits for is given back."""
    supplement = of(booking, payment=attempt.payment_id)
    payment = _payment(supplement)
    if outcome.code == "hold_succeeded":  # captured on the processor's own pages, say: book it, and give all of it back
        events.emit("hold_captured_unasked", level=logging.CRITICAL, booking=booking.reference)
        money.captured(payment, outcome.answer, earning=supplement.earning, at=at)
        refund = give_back(supplement, at)
        return lambda: attempt_and_record(refund, at) if refund else None
    if outcome.kind != SUCCEEDED:
        return try_later(supplement, attempt.step, outcome, at)
    money.released(payment, at)
    if attempt.step.startswith("late"):
        step_taken(supplement, attempt.step, by_of(attempt), at, why="paid after it had ended")
    return None


def give_back(supplement: Supplement, at: datetime) -> Attempt | None:
    """Claim the refund of what is left of a payment that nothing was earned of; None when a bank has it (the clock comes back) or kept it."""
    payment = _payment(supplement)
    left = money.left_of(payment)
    if not left:
        return None
    try:
        return money.open_refund(payment, amount=left, step=supplement.step("give_back"), reason="captured_unasked", by=PROCESSOR, at=at)
    except money.Disputed:
        return None


def _given_back(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """The record of :func:`give_back`."""
    supplement = of(booking, payment=attempt.payment_id)
    money.refunded(_payment(supplement), attempt, outcome, earning=supplement.earning, at=at)
    if outcome.kind == SUCCEEDED or bounced.strand_if_refused(attempt, earning=supplement.earning, at=at):
        return None
    return try_later(supplement, attempt.step, outcome, at)


def _refunded(booking: Booking, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """``refund``: staff gave it back; the earning pays for it, or she owes it when it has left."""
    supplement = of(booking, payment=attempt.payment_id)
    if money.refunded_of_earning(_payment(supplement), attempt, outcome, at):
        step_taken(supplement, attempt.step, by_of(attempt), at, why=attempt.parameters.get("why", ""))
    elif outcome.code == "never_happened":
        try:
            again = money.refund_again(attempt, at)
        except money.Disputed:
            return None  # a bank has taken the money meanwhile, and decides: it stays paid
        return lambda: attempt_and_record(again, at)
    return None


def _once_more(supplement: Supplement, attempt: Attempt, outcome: Outcome, at: datetime) -> Follow | None:
    """What never happened is asked for anew, with a new key, and nobody else gets a turn in between."""
    if outcome.code != "never_happened":
        return try_later(supplement, attempt.step, outcome, at)
    return _then(_payment(supplement), attempt.step, attempt.operation, by_of(attempt), at)


def _then(payment: Payment, step: str, operation: str, by: By, at: datetime) -> Follow:
    attempt = payments.open_attempt(payment, step=step, operation=operation, by=by, at=at)
    return lambda: attempt_and_record(attempt, at)


def _look_again(supplement: Supplement, leaving: By | None, at: datetime) -> Follow:
    from bookings.supplements.authorization import authorize  # it claims and records in its turn

    return lambda: authorize(reference=_payment(supplement).reference, at=at, then_leave=leaving)


def _payment(supplement: Supplement) -> Payment:
    assert supplement.payment is not None  # whoever has an attempt has a payment
    return supplement.payment


#: Step, without the kind that its name ends in → who records it.
RECORDERS = {
    "close": _closed, "expire": _left, "leave": _left, "pay": _captured, "late": _released, "let_go": _released, "give_back": _given_back,
    "refund": _refunded,
}  # fmt: skip
OPENED = {"request_tip": _page, "approve_extra_time": _page}
