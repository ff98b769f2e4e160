"""The verbs: tip, propose, approve or refuse extra time, leave the payment page, give it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.users.actions import require_staff, require_uninvolved
from bookings.lifecycle import process as visits
from bookings.lifecycle.claims import NotNow, check_person, claimed
from bookings.lifecycle.claims import locked as locked_booking
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record
from bookings.lifecycle.requests import PAGE_LIVES, PAY_WITHIN, STARTS_AN_HOUR, ProcessorAway, TooManyRequests
from bookings.payments import records as money
from bookings.payments.actions import open_attempt
from bookings.payments.models import Attempt, Payment
from bookings.supplements import amounts, process
from bookings.supplements.claims import check, locked, next_reference, read
from bookings.supplements.models import Supplement
from bookings.supplements.proposals import propose_extra_time as propose_extra_time
from bookings.supplements.proposals import refuse_extra_time as refuse_extra_time
from bookings.supplements.steps import step_taken
from casaora.kit import references
from casaora.kit.acting import as_verb
from casaora.kit.locks import retried
from casaora.kit.money import Money, total
from casaora.kit.steps import PROCESSOR, By
from casaora.kit.taken import is_done_already
from payouts.earnings.models import EarningHold

#: How long after a visit it can be tipped.
TIP_WITHIN = timedelta(days=14)


class SupplementWaits(Exception):
    """Another one of the same visit waits for its payment or its answer."""


def room_for_tips(booking: Booking, supplements: Iterable[Supplement]) -> Money:
    """What may still be given: all tips of a booking's supplements together, the open ones too, are at most the visit's subtotal."""
    given = (row.total for row in supplements if row.kind == Supplement.TIP and row.state in (process.PENDING, process.PAID))
    return booking.subtotal - total(given, booking.currency)


def is_time_to_tip(booking: Booking, at: datetime) -> bool:
    """From the completion on, for two weeks."""
    return booking.state == visits.COMPLETED and booking.completed_at is not None and at < booking.completed_at + TIP_WITHIN


def tip(*, reference: str, amount: Money, by: By, at: datetime, language: str) -> Supplement:
    """The customer of a completed booking gives a tip: its payment page is opened. The same tip twice is one.

    Raises a kind of SupplementRefused, SupplementWaits, TooManyRequests, ProcessorAway, NotYours or NotNow.
    """
    return _opened(lambda: _tip(reference, amount, by, at, language), at)


def _tip(reference: str, amount: Money, by: By, at: datetime, language: str) -> tuple[str, Attempt | None]:
    with transaction.atomic(durable=True), as_verb():
        booking = locked_booking(reference=reference)
        check_person(booking, by)
        if by.role not in process.TIP["request_tip"].by or not is_time_to_tip(booking, at):
            raise NotNow("request_tip", booking.state)
        waiting = booking.supplements.filter(state__in=process.OPEN).first()
        if waiting is not None and (waiting.kind, waiting.total) != (Supplement.TIP, amount):
            raise SupplementWaits(waiting.reference)
        if waiting is not None:
            return waiting.reference, None
        amounts.check_tip(amount, room=room_for_tips(booking, booking.supplements.all()))
        given = Supplement(
            reference=next_reference(booking, Supplement.TIP), booking=booking, kind=Supplement.TIP, state="", made_at=at,
            currency=amount.currency, earning_minor=amount.minor, fee_minor=0, total_minor=amount.minor,
        )  # fmt: skip
        given.payment = _payment(given, at)
        step_taken(given, "request_tip", by, at)
        return given.reference, _open_page(given, "request_tip", by, at, language)


def approve_extra_time(*, reference: str, by: By, at: datetime, language: str) -> Supplement:
    """The customer agrees to what the professional proposed, and is to pay it now: its payment page is opened. Errors as ``tip``."""
    return _opened(lambda: _approve(reference, by, at, language), at)


def _approve(reference: str, by: By, at: datetime, language: str) -> tuple[str, Attempt | None]:
    with transaction.atomic(durable=True), as_verb():
        supplement = locked(reference=reference)
        check_person(supplement.booking, by)
        if is_done_already(supplement, "approve_extra_time", by):
            return reference, None
        check(supplement, "approve_extra_time", by, at)
        if supplement.booking.state != visits.IN_PROGRESS:
            raise NotNow("approve_extra_time", supplement.booking.state)
        supplement.payment = _payment(supplement, at)
        step_taken(supplement, "approve_extra_time", by, at)
        return reference, _open_page(supplement, "approve_extra_time", by, at, language)


def _payment(supplement: Supplement, at: datetime) -> Payment:
    """Its own payment. Raises TooManyRequests for one who opens page after page, as those do who try cards."""
    booking = supplement.booking
    if Payment.objects.filter(customer=booking.customer, created_at__gte=at - timedelta(hours=1)).count() >= STARTS_AN_HOUR:
        raise TooManyRequests(booking.customer_id)
    return Payment.objects.create(
        reference=references.new("PY"), kind=supplement.kind, subject=supplement.reference, visit=booking.reference, customer=booking.customer,
        professional=booking.professional, amount_minor=supplement.total_minor, currency=supplement.currency, created_at=at,
        expires_at=at + PAY_WITHIN, session_expires_at=at + PAGE_LIVES,
    )  # fmt: skip


def _open_page(supplement: Supplement, step: str, by: By, at: datetime, language: str) -> Attempt:
    booking, payment = supplement.booking, supplement.payment
    assert payment is not None
    name = booking.professional.given_names
    what, promise = {
        "tip": (("Tip", f"It is charged when you confirm. All of it is for {name}."), ("Propina", f"Se cobra cuando confirmas. Todo es para {name}.")),
        "extra_time": (
            ("Extra time", "It is charged when you confirm, and then the visit lasts longer."),
            ("Tiempo extra", "Se cobra cuando confirmas, y entonces la visita dura más."),
        ),
    }[supplement.kind][language == "es"]
    path = f"/{language}/bookings/{supplement.reference}/"
    wishes: dict[str, Any] = {
        "title": f"{what} · {booking.professional.display_name}", "email": booking.customer.user.email,
        "customer_id": booking.customer.processor_id, "success_path": f"{path}?back=paid", "cancel_path": f"{path}?back=left", "locale": language,
        "promise": promise, "submit": "pay",
    }  # fmt: skip
    return open_attempt(payment, step=step, operation=Attempt.OPEN_CHECKOUT, by=by, at=at, parameters=wishes)


def _opened(claim: Callable[[], tuple[str, Attempt | None]], at: datetime) -> Supplement:
    """Claim → call → record. Without a page it does not linger: failed now, ProcessorAway raised; a page of which nothing is known is closed later."""
    reference, attempt = retried(claim)
    if attempt is None:
        return read(reference)
    attempt_and_record(attempt, at)
    with transaction.atomic(durable=True), as_verb():
        supplement = locked(reference=reference)
        if supplement.payment is not None and supplement.payment.state == Payment.OPEN:
            return supplement
        if supplement.state == process.PENDING:
            step_taken(supplement, supplement.step("fail"), PROCESSOR, at, why="the payment page could not be opened")
    raise ProcessorAway(reference)


def leave(*, reference: str, by: By, at: datetime) -> Supplement:
    """The customer does not pay it after all: the page is closed. Raises NotYours, NotNow, BeingConfirmed."""
    return through_processor(reference, "leave", Attempt.EXPIRE_CHECKOUT, by, at)


def through_processor(reference: str, verb: str, operation: str, by: By, at: datetime) -> Supplement:
    """Claim → call → record of a step with its own payment. What comes back may still wait, if the answer is unknown."""

    def claim() -> Attempt | None:
        with transaction.atomic(durable=True), as_verb():
            supplement = locked(reference=reference)
            check_person(supplement.booking, by)
            if is_done_already(supplement, supplement.step(verb), by):
                return None
            check(supplement, supplement.step(verb), by, at)
            assert supplement.payment is not None
            return open_attempt(supplement.payment, step=supplement.step(verb), operation=operation, by=by, at=at)

    attempt = claimed(reference, claim)
    if attempt is not None:
        attempt_and_record(attempt, at)
    return read(reference)


def refund(*, reference: str, by: By, at: datetime, why: str) -> Supplement:
    """Finance gives all of it back; not while the bank is deciding about it. Raises NotNow, MayNot, BeingConfirmed."""

    def claim() -> Attempt | None:
        with transaction.atomic(durable=True), as_verb():
            supplement = locked(reference=reference)
            step = supplement.step("refund")
            check(supplement, step, by, at)
            require_staff(by, "finance")
            require_uninvolved(by, supplement.booking.customer_id, supplement.booking.professional_id)
            asked = EarningHold.objects.filter(earning__reference=reference, reason=EarningHold.Reason.DISPUTE, closed_at__isnull=True)
            if asked.exists():
                raise NotNow(step, "disputed")
            assert supplement.payment is not None
            parts = {"earning_minor": supplement.earning_minor, "fee_minor": supplement.total_minor - supplement.earning_minor, "why": why[:200]}
            return money.open_refund(supplement.payment, amount=supplement.total, step=step, reason="refunded_by_staff", by=by, at=at, parts=parts)

    attempt = claimed(reference, claim)
    if attempt is not None:
        attempt_and_record(attempt, at)
    return read(reference)
