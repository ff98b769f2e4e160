"""A dispute as the processor tells it: read, then written once, whatever the order in which its events came."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.users.actions import require_staff, require_uninvolved
from bookings.disputes import books, notices
from bookings.disputes.refunds import settle_owed
from bookings.lifecycle import process
from bookings.lifecycle.cancellation import end_without_refund
from bookings.lifecycle.claims import NotNow
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Dispute, Payment
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.locks import retried
from casaora.kit.steps import CLOCK, By
from casaora.stripe import answers, gateway

#: The bank let us keep the money, or only had a question. Whatever else it says, it has not decided for us.
OURS = {"won": Dispute.WON, "prevented": Dispute.WON, "warning_closed": Dispute.CLOSED}
ENDS = {**OURS, "lost": Dispute.LOST}


def note(*, dispute_id: str, at: datetime) -> Dispute | None:
    """Read a dispute and write down what it is now. Twice, late or out of order: the reading decides. Errors as :func:`record`."""
    return record(gateway.read_dispute(dispute_id), at)


def record(said: answers.Dispute, at: datetime) -> Dispute | None:
    """Write a reading: the row, the books, the hold on the earning, the notices; then what follows from it. None for a stranger's.

    Raises BeingConfirmed where the bank keeps money while a refund of the same payment is on its way: how much is left is not known yet.
    """
    with transaction.atomic(), as_verb():
        payment = Payment.objects.filter(Q(intent_id=said.intent_id) | Q(charge_id=said.charge_id)).first()
    if payment is None:
        events.emit("dispute_of_a_stranger", level=logging.CRITICAL, dispute=said.id, status=said.status)
        return None
    row = retried(lambda: _record(payment.pk, said, at))
    _follow(row, at)
    return row


def _record(payment_id: int, said: answers.Dispute, at: datetime) -> Dispute:
    with transaction.atomic(durable=True), as_verb():
        payment = Payment.objects.select_for_update(no_key=True).get(pk=payment_id)
        row = Dispute.objects.filter(processor_id=said.id).first()
        if row is not None and _is_stale(row, said):
            return row
        before = row.status if row else ""
        row = row or Dispute(processor_id=said.id, payment=payment, opened_at=said.created, is_inquiry=True)
        had = row.outcome
        row.amount_minor, row.currency, row.reason = said.amount.minor, said.amount.currency, said.reason
        row.status, row.evidence_due_by, row.read_at = said.status, said.evidence_due_by, at
        row.is_inquiry = row.is_inquiry and said.status.startswith("warning_")
        row.evidence_sent_at = row.evidence_sent_at or (at if said.has_evidence else None)
        row.outcome = ENDS.get(said.status, "")
        row.closed_at = (row.closed_at or at) if row.outcome else None
        row.save()
        loss = books.write(row, payment, said, at)
        books.hold_or_let_go(row, payment, at)
        if before != row.status or loss is not None:
            notices.tell(row, payment, had=had, is_new=not before, loss=loss, at=at)
            transaction.on_commit(lambda: _emit(row, payment, had, is_new=not before))
        return row


def _is_stale(row: Dispute, said: answers.Dispute) -> bool:
    """Whether something newer is written already: a decision that this reading does not know, or a movement."""
    known = {movement.id for movement in said.movements}
    return bool(row.outcome and said.status not in ENDS) or not known.issuperset(row.movements)


def _emit(row: Dispute, payment: Payment, had: str, *, is_new: bool) -> None:
    facts = {"booking": payment.subject, "payment": payment.reference, "dispute": row.processor_id, "status": row.status}
    if is_new:
        events.emit("dispute_opened", level=logging.WARNING if row.is_inquiry else logging.ERROR, **facts)
    if row.outcome and row.outcome != had:
        level = logging.ERROR if row.outcome == Dispute.LOST else logging.INFO
        events.emit({Dispute.LOST: "dispute_lost"}.get(row.outcome, "dispute_won"), level=level, **facts)


def _follow(row: Dispute, at: datetime) -> None:
    """After the bank's word: a refund that waited for it, and a visit ahead that nobody pays for any more."""
    if not row.closed_at:
        return
    with suppress(BeingConfirmed):  # on its way, or in the clock's hands
        settle_owed(row.payment_id, at)
    if row.outcome != Dispute.LOST:
        return
    with transaction.atomic(), as_verb():
        booking = books.booking_of(row.payment)
        is_ahead = booking is not None and booking.state == process.CONFIRMED and row.payment.kind == Payment.VISIT
        is_unpaid = is_ahead and books.nothing_is_left(row.payment)
    if booking is not None and is_unpaid:
        try:
            end_without_refund(reference=booking.reference, by=CLOCK, at=at)
        except (NotNow, BeingConfirmed):
            events.emit("visit_without_payment", level=logging.CRITICAL, booking=booking.reference)


def accept(*, dispute_id: int, by: By, at: datetime) -> Dispute:
    """Finance decides not to answer: the bank then decides without us. Nothing is sent; again is no change. Raises NotOpen, MayNot."""
    with transaction.atomic(durable=True), as_verb():
        row = Dispute.objects.select_for_update(no_key=True).get(pk=dispute_id)
        if row.closed_at or row.evidence_sent_at:
            raise NotOpen(row.processor_id)
        require_answering(by, row.payment)
        if row.accepted_at is None:
            row.accepted_at, row.answered_by_person_id = at, by.person_id
            row.save(update_fields=["accepted_at", "answered_by_person_id"])
        return row


def require_answering(by: By, payment: Payment) -> None:
    """Finance answers a bank, and nobody about their own payment. Raises MayNot. Inside a verb."""
    require_staff(by, "finance")
    require_uninvolved(by, payment.customer_id, payment.professional_id)


class NotOpen(Exception):
    """The bank has decided, or was answered."""
