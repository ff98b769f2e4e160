"""Cancel a confirmed booking: what goes back is decided and shown first, then refunded, then the booking ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from bookings.catalog.cancellation import ALL, Share, Span, applying, divide, divided
from bookings.lifecycle.claims import check, check_person, claimed, locked, read
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record
from bookings.lifecycle.refunds import canceled
from bookings.payments import records as money
from bookings.payments.models import Attempt
from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.kit.taken import is_done_already
from payouts.earnings.losses import divide as parts_of
from payouts.earnings.models import Earning


class RefundChanged(Exception):
    """Less would go back now than the page had shown. ``share`` is what would."""

    def __init__(self, share: Share) -> None:
        super().__init__(str(share.refund))
        self.share = share


def share_at(booking: Booking, by: By, at: datetime) -> Share:
    """What would go back now. All of it unless the customer cancels: then the greater of tier and law."""
    if by.role != "customer":
        return divide(booking.total, booking.earning, ALL)
    span = applying(booking.refund_spans(), at)
    return divide(booking.total, booking.earning, span.basis_points, span.rule) if span else divide(booking.total, booking.earning, 0)


def schedule(booking: Booking, at: datetime) -> list[tuple[Span, Share]]:
    """What goes back until when, from now on; the last one holds until the visit begins."""
    return divided((span for span in booking.refund_spans() if span.until >= at), booking.total, booking.earning)


def cancel(*, reference: str, by: By, at: datetime, why: str = "", expects: Money | None = None) -> Booking:
    """End a confirmed booking. The booking that comes back is still confirmed while the processor's answer is unknown.

    ``expects`` is what the page had shown: raises RefundChanged when less would go back now. Raises NotYours, NotNow or
    BeingConfirmed as every step.
    """
    return refund_and_end("cancel", reference=reference, by=by, at=at, why=why, share_of=lambda booking: _share_shown(booking, by, at, expects))


def _share_shown(booking: Booking, by: By, at: datetime, expects: Money | None) -> Share:
    share = share_at(booking, by, at)
    if expects is not None and share.refund < expects:
        raise RefundChanged(share)
    return share


def refund_and_end(step: str, *, reference: str, by: By, at: datetime, why: str, share_of: Callable[[Booking], Share]) -> Booking:
    """Take a step that ends a booking with a refund of what ``share_of`` says under the lock. Errors as every step."""
    attempt = claimed(reference, lambda: _claim(step, reference, by, at, why, share_of))
    if attempt is not None:
        attempt_and_record(attempt, at)
    return read(reference)


def _less_what_a_bank_gave(booking: Booking, share: Share) -> Share:
    """What a bank has given back of this payment counts as refunded."""
    lost = money.lost(booking.payment)
    if not lost or not share.refund:
        return share
    refund = max(share.refund - lost, Money.zero(booking.currency))
    part = parts_of(Earning.objects.get(reference=booking.reference), refund)
    return replace(share, refund=refund, of_earning=part.earning, of_fee=part.fee)


def _claim(step: str, reference: str, by: By, at: datetime, why: str, share_of: Callable[[Booking], Share]) -> Attempt | None:
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=reference)
        check_person(booking, by)
        if is_done_already(booking, step, by):
            return None
        check(booking, step, by, at)
        share = _less_what_a_bank_gave(booking, share_of(booking))
        if not share.refund:
            canceled(booking, by, at, why=why, step=step)
            return None
        reason = f"canceled_by_{by.role}" if step == "cancel" else step
        parts = {"earning_minor": share.of_earning.minor, "fee_minor": share.of_fee.minor, "why": why[:200]}
        attempt = money.refund_or_owe(booking.payment, amount=share.refund, step=step, reason=reason, by=by, at=at, parts=parts)
        if attempt is None:
            canceled(booking, by, at, why=why, step=step)
        return attempt


def end_without_refund(*, reference: str, by: By, at: datetime) -> Booking:
    """End a confirmed booking of which a bank has given everything back already. Errors as every step."""
    return refund_and_end(
        "cancel", reference=reference, by=by, at=at, why="", share_of=lambda booking: divide(booking.total, booking.earning, 0)
    )
