"""The clock's part in supplements. It may run by hand, twice or late, in bounded batches."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from bookings.lifecycle import process as visits
from bookings.lifecycle.claims import claimed
from bookings.lifecycle.deadlines import run_through
from bookings.lifecycle.records import attempt_and_record
from bookings.payments.actions import BeingConfirmed, open_attempt
from bookings.payments.disputes import kept_by_banks
from bookings.payments.models import Attempt, Payment, Refund
from bookings.supplements import process
from bookings.supplements.actions import refuse_extra_time, through_processor
from bookings.supplements.claims import locked
from bookings.supplements.models import Supplement
from bookings.supplements.records import give_back
from casaora.kit.acting import as_verb
from casaora.kit.jobs import Counts
from casaora.kit.steps import CLOCK, PROCESSOR

#: Extra time of a visit that is over is not waited for.
OVER = Q(kind=Supplement.EXTRA_TIME) & ~Q(booking__state=visits.IN_PROGRESS)


def run_due(at: datetime) -> Counts:
    """Proposals without an answer and pages without a payment end; what was held and not captured, or not released, is tried again."""
    rows = Supplement.objects.order_by("made_at")
    unanswered = rows.filter(Q(answer_by__lte=at) | OVER, state=process.PROPOSED)
    unpaid = rows.filter(Q(payment__expires_at__lte=at) | OVER, state=process.PENDING, payment__state=Payment.OPEN)
    held, stuck = Q(payment__state=Payment.HELD), Q(payment__state=Payment.CAPTURED, paid_at__isnull=True)
    is_given = Q(payment__refunds__state__in=(Refund.PENDING, Refund.SUCCEEDED)) | Q(payment__refunds__processor_id__isnull=False)
    counts: Counts = {}
    for due, work in (
        (unanswered, lambda reference: refuse_extra_time(reference=reference, by=CLOCK, at=at)),
        (unpaid, lambda reference: through_processor(reference, "expire", Attempt.EXPIRE_CHECKOUT, CLOCK, at)),
        (rows.filter(held, state=process.PENDING), lambda reference: through_processor(reference, "pay", Attempt.CAPTURE, PROCESSOR, at)),
        (rows.filter(held, state__in=process.TIP.final | process.EXTRA_TIME.final), lambda reference: _let_go(reference, at)),
        (rows.alias(kept=kept_by_banks()).filter(stuck, kept__lt=F("payment__amount_minor")).exclude(is_given), lambda reference: _let_go(reference, at)),
    ):
        for name, count in run_through(due, work, at).items():
            counts[name] = counts.get(name, 0) + count
    return counts


def _let_go(reference: str, at: datetime) -> None:
    """A hold, or money that was taken unasked, did not go back at the first try: once more, with a new attempt."""

    def claim() -> Attempt | None:
        with transaction.atomic(durable=True), as_verb():
            supplement = locked(reference=reference)
            payment = supplement.payment
            last = payment.attempts.order_by("-pk").first() if payment else None
            if payment is None or last is None or last.is_open() or supplement.state in process.OPEN:
                raise BeingConfirmed(reference)
            if payment.state == Payment.HELD:
                step = last.step if last.operation == Attempt.RELEASE else supplement.step("late")
                return open_attempt(payment, step=step, operation=Attempt.RELEASE, by=PROCESSOR, at=at)
            return give_back(supplement, at)

    attempt = claimed(reference, claim)
    if attempt is not None:
        attempt_and_record(attempt, at)
