"""Cancel a confirmed booking: what goes back is decided and shown first, then refunded, then the booking ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from bookings.catalog.cancellation import ALL, TIER, Span, applying
from bookings.lifecycle.claims import check, check_person, is_done_already, locked, read
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record, canceled
from bookings.payments import records as money
from bookings.payments.actions import BeingConfirmed, is_second_claim
from bookings.payments.models import Attempt
from casaora.kit.acting import as_verb
from casaora.kit.locks import retried
from casaora.kit.money import Money
from casaora.kit.steps import By


class RefundChanged(Exception):
    """Less would go back now than the page had shown. ``share`` is what would."""

    def __init__(self, share: Share) -> None:
        super().__init__(str(share.refund))
        self.share = share


@dataclass(frozen=True, slots=True)
class Share:
    """How a total is divided when a booking is canceled. All four parts sum to it; ``rule`` says why."""

    refund: Money
    of_earning: Money
    of_fee: Money
    kept_earning: Money
    kept_fee: Money
    basis_points: int
    rule: str


def share_of(booking: Booking, basis_points: int, rule: str = TIER) -> Share:
    """The total with ``basis_points`` of it going back, rounded up. What is kept is split as the price was: the remainder is the platform's."""
    refund = min(booking.total, booking.total.basis_points(basis_points, up=True))
    platform = booking.total - booking.earning
    kept_earning, kept_fee = (booking.total - refund).split([booking.earning_minor, platform.minor])
    return Share(refund, booking.earning - kept_earning, platform - kept_fee, kept_earning, kept_fee, basis_points, rule)


def share_at(booking: Booking, by: By, at: datetime) -> Share:
    """What would go back now. All of it unless the customer cancels: then the greater of tier and law."""
    if by.role != "customer":
        return share_of(booking, ALL)
    span = applying(booking.refund_spans(), at)
    return share_of(booking, span.basis_points, span.rule) if span else share_of(booking, 0)


def schedule(booking: Booking, at: datetime) -> list[tuple[Span, Share]]:
    """What goes back until when, from now on; the last one holds until the visit begins."""
    return [(span, share_of(booking, span.basis_points, span.rule)) for span in booking.refund_spans() if span.until >= at]


def cancel(*, reference: str, by: By, at: datetime, why: str = "", expects: Money | None = None) -> Booking:
    """End a confirmed booking. The booking that comes back is still confirmed while the processor's answer is unknown.

    ``expects`` is what the page had shown: raises RefundChanged when less would go back now. Raises NotYours, NotNow or
    BeingConfirmed as every step.
    """
    try:
        attempt = retried(lambda: _claim(reference, by, at, why, expects))
    except IntegrityError as error:
        if is_second_claim(error):
            raise BeingConfirmed(reference) from error
        raise
    if attempt is not None:
        attempt_and_record(attempt, at)
    return read(reference)


def _claim(reference: str, by: By, at: datetime, why: str, expects: Money | None) -> Attempt | None:
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=reference)
        check_person(booking, by)
        if is_done_already(booking, "cancel", by):
            return None
        if booking.payment.attempts.filter(outcome="").exists():
            raise BeingConfirmed(reference)
        check(booking, "cancel", by, at)
        share = share_at(booking, by, at)
        if expects is not None and share.refund < expects:
            raise RefundChanged(share)
        if not share.refund:
            canceled(booking, by, at, why=why)
            return None
        return money.open_refund(
            booking.payment, amount=share.refund, step="cancel", reason=f"canceled_by_{by.role}", by=by, at=at, parts=_parts(share, why)
        )


def _parts(share: Share, why: str) -> dict[str, Any]:
    return {"earning_minor": share.of_earning.minor, "fee_minor": share.of_fee.minor, "why": why[:200]}
