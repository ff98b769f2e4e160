"""The clock's part in a booking's life. Every function may run by hand, twice or late; each works in bounded batches."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from bookings.lifecycle import notices, process
from bookings.lifecycle.actions import COMPLETES_BY_ITSELF, complete
from bookings.lifecycle.attendance import UNATTENDED_AFTER, ask, attest, unanswered
from bookings.lifecycle.claims import NotNow, NotYours, claim, locked
from bookings.lifecycle.models import Booking
from bookings.lifecycle.records import attempt_and_record, record
from bookings.lifecycle.refunds import give_back
from bookings.payments import actions as payments
from bookings.payments import records as money
from bookings.payments.actions import BeingConfirmed
from bookings.payments.disputes import kept_by_banks
from bookings.payments.models import Attempt, OwedRefund, Payment, Refund
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.attempts import UNKNOWN, Outcome
from casaora.kit.jobs import BATCH, SECONDS, Counts, until_empty
from casaora.kit.steps import CLOCK, By
from casaora.stripe import gateway

log = logging.getLogger(__name__)
#: An attempt younger than this may still be on its way in another process: foreign calls time out long before.
SETTLES_AFTER = timedelta(minutes=2)
#: What failed on its own account comes again after this long.
AFTER_A_FAULT, TRIES_AGAIN = timedelta(minutes=5), timedelta(minutes=15)
#: Reminders to the professional: half of her time is over; two hours before it ends.
LAST_REMINDER = timedelta(hours=2)


def _due(rows: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    """Of these, the ones that no open attempt holds and that are not postponed."""
    is_held = Attempt.objects.filter(payment=OuterRef("payment"), outcome="")
    return rows.filter(~Exists(is_held), Q(next_try_at__isnull=True) | Q(next_try_at__lte=at))


def _each(references: Iterable[str], work: Callable[[str], object], at: datetime, model: type[Any] = Booking) -> Counts:
    """Do the work for each; one that fails does not stop the others, nor does it stand at their head again at once."""
    counts: Counts = {}
    for reference in references:
        try:
            work(reference)
            counts["done"] = counts.get("done", 0) + 1
        except (NotNow, NotYours, BeingConfirmed, money.Disputed):
            counts["passed"] = counts.get("passed", 0) + 1  # somebody else was first
        except Exception:
            log.exception("%s failed", reference)
            events.emit("cron_failed", level=logging.ERROR, booking=reference)
            counts["failed"] = counts.get("failed", 0) + 1
            with transaction.atomic(durable=True), as_verb():
                model.objects.filter(reference=reference).update(next_try_at=at + AFTER_A_FAULT)
    return counts


def run_through(rows: QuerySet[Any], work: Callable[[str], object], at: datetime) -> Counts:
    """Batches of 100 until nothing new is due. What was tried in this run is not tried again in it.

    Rows of bookings, or of what else has a ``reference``, a ``payment`` and a ``next_try_at``.
    """
    tried: set[str] = set()

    def one_batch() -> Counts:
        with transaction.atomic(), as_verb():
            references = list(_due(rows, at).exclude(reference__in=tried).values_list("reference", flat=True)[:BATCH])
        tried.update(references)
        return _each(references, work, at, rows.model)

    return until_empty(one_batch)


def through(step: str, at: datetime) -> Callable[[str], None]:
    """The work of taking a step that calls the processor, as the clock."""

    def work(reference: str) -> None:
        attempt = claim(reference=reference, step=step, by=CLOCK, at=at)
        if attempt is not None:
            attempt_and_record(attempt, at)

    return work


def expire_due(at: datetime) -> Counts:
    """Unpaid requests whose 30 minutes are over."""
    rows = Booking.objects.filter(state=process.PENDING, payment__expires_at__lte=at).order_by("payment__expires_at")
    return run_through(rows, through("expire", at), at)


def auto_decline_due(at: datetime) -> Counts:
    """Requests that nobody answered in time: the hold is released, both are told."""
    rows = Booking.objects.filter(state=process.AUTHORIZED, respond_by__lte=at).order_by("respond_by")
    return run_through(rows, through("auto_decline", at), at)


def complete_due(at: datetime) -> Counts:
    """Visits that began and that nobody completed within 12 h of their end."""
    rows = Booking.objects.filter(state=process.IN_PROGRESS, ends_at__lte=at - COMPLETES_BY_ITSELF).order_by("ends_at")
    return run_through(rows, lambda reference: complete(reference=reference, by=CLOCK, at=at), at)


def unattended_due(at: datetime) -> Counts:
    """Visits that nobody checked in to: asked about 2 h after their end; held for true after 48 h without an answer."""
    silent = Booking.objects.filter(state=process.CONFIRMED, ends_at__lte=at - UNATTENDED_AFTER).order_by("ends_at")
    counts = run_through(silent, lambda reference: ask(reference, at), at)
    for name, count in run_through(unanswered(at), lambda reference: attest(reference=reference, by=CLOCK, at=at), at).items():
        counts[name] = counts.get(name, 0) + count
    return counts


#: Steps after which all of a captured payment goes back, whatever the terms say.
WHOLE = ("capture_too_late", "taken_unasked")


def give_back_due(at: datetime) -> Counts:
    """Ended bookings whose hold or money did not go back at the first try: once more, with a new attempt."""
    ended = Booking.objects.filter(state__in=process.FINAL).order_by("pk")
    refunds = Refund.objects.filter(payment=OuterRef("payment"))
    failed = Exists(refunds.filter(state=Refund.FAILED, processor_id__isnull=True, attempt__step__in=WHOLE))
    # One that the processor had and the card refused is for a person: the card would refuse the next one too.
    given = Exists(refunds.filter(~Q(state=Refund.FAILED) | Q(processor_id__isnull=False)))
    is_noted = Exists(OwedRefund.objects.filter(payment=OuterRef("payment")))  # it waits for a bank's word
    owed = ended.alias(kept=kept_by_banks()).filter(failed, ~given, ~is_noted, payment__state=Payment.CAPTURED, kept__lt=F("payment__amount_minor"))
    counts = run_through(ended.filter(payment__state=Payment.HELD), lambda reference: _give_back(reference, at), at)
    for name, number in run_through(owed, lambda reference: _give_back(reference, at), at).items():
        counts[name] = counts.get(name, 0) + number
    return counts


def _give_back(reference: str, at: datetime) -> None:
    with transaction.atomic(durable=True), as_verb():
        booking = locked(reference=reference)
        payment = booking.payment
        last = payment.attempts.order_by("-pk").first()
        if last is None or last.is_open() or not booking.is_final():
            raise BeingConfirmed(reference)
        by = By(last.by_role, last.by_person_id)
        if payment.state == Payment.HELD:
            step = last.step if last.operation == Attempt.RELEASE else "late_authorize"
            attempt: Attempt | None = payments.open_attempt(payment, step=step, operation=Attempt.RELEASE, by=by, at=at)
        else:
            before = payment.refunds.select_related("attempt").order_by("-pk")[0]  # the last attempt may be of something else
            if before.state != Refund.FAILED or before.processor_id is not None:
                raise BeingConfirmed(reference)
            attempt = give_back(booking, before.attempt.step, before.reason, By(before.by_role, before.by_person_id), at)
    if attempt is not None:
        attempt_and_record(attempt, at)


def remind_due(at: datetime) -> Counts:
    """Requests whose time is half over, or ends in two hours. A reminder whose moment is past the deadline is skipped."""
    counts = {"done": 0}
    with transaction.atomic(), as_verb():
        waiting = Booking.objects.filter(state=process.AUTHORIZED, respond_by__gt=at).select_related(
            "professional__user", "customer__user", "city", "neighborhood", "offering__service"
        ).order_by("respond_by")[: 10 * BATCH]
        for booking in waiting:
            if booking.authorized_at is None or booking.respond_by is None:
                continue
            half = booking.authorized_at + (booking.respond_by - booking.authorized_at) / 2
            last = booking.respond_by - LAST_REMINDER
            kind = "booking_reminder_last" if last > half and at >= last else "booking_reminder_half" if at >= half else ""
            if kind:
                notices.remind(booking, kind, at)
                counts["done"] += 1
    return counts


def settle_unknown(at: datetime) -> Counts:
    """The janitor: every attempt whose answer is missing is read, called again with its key, or closed."""
    counts: Counts = {}
    with transaction.atomic(), as_verb():
        is_due = Q(next_try_at__lte=at) | Q(next_try_at__isnull=True, opened_at__lte=at - SETTLES_AFTER)
        waiting = list(Attempt.objects.filter(is_due, outcome="").select_related("payment").order_by("opened_at")[:BATCH])
    started = time.monotonic()
    for attempt in waiting:
        if time.monotonic() - started > SECONDS:
            break
        name = _settle(attempt, at)
        counts[name] = counts.get(name, 0) + 1
    return counts


def settle_one(attempt: Attempt, at: datetime) -> str:
    """The same for one, without waiting for its turn: done, unknown, passed (by somebody else), failed, or young."""
    if attempt.outcome:
        return "passed"
    if attempt.opened_at > at - SETTLES_AFTER:
        return "young"
    return _settle(attempt, at)


def _settle(attempt: Attempt, at: datetime) -> str:
    try:
        outcome = payments.settle(attempt, at)
        settled = record(attempt.pk, outcome, at)
    except Exception as error:
        log.exception("attempt %s could not be settled", attempt.key)
        # It pauses like an unknown one, so that it does not stand at the head of every run.
        record(attempt.pk, Outcome(UNKNOWN, code=type(error).__name__, message=str(error)), at)
        return "failed"
    return "done" if settled else "unknown" if outcome.kind == UNKNOWN else "passed"


def post_fees(at: datetime) -> Counts:
    """Captured payments whose processor fee is not in the ledger yet: read the charge's balance transaction."""
    rows = Payment.objects.filter(fee_posted_at__isnull=True, captured_at__isnull=False)
    rows = rows.order_by(F("fee_next_try_at").asc(nulls_first=True), "captured_at")
    # Two ranges of one index; as one question with OR, all that pauses was read each time.
    fresh, again = rows.filter(fee_next_try_at__isnull=True), rows.filter(fee_next_try_at__lte=at)

    def one_batch() -> Counts:
        with transaction.atomic(), as_verb():
            waiting = list(fresh[:BATCH]) or list(again[:BATCH])
        counts: Counts = {}
        for payment in waiting:
            name = _post_fee(payment, at)
            counts[name] = counts.get(name, 0) + 1
        return counts

    return until_empty(one_batch)


def _post_fee(payment: Payment, at: datetime) -> str:
    """done, or waiting (the processor has not reckoned it yet), or failed: both are looked at again in a while, after the others."""
    try:
        charge = gateway.read_charge(payment.charge_id or "")
        entry = gateway.read_balance_transaction(charge.balance_transaction_id) if charge.balance_transaction_id else None
        with transaction.atomic(durable=True), as_verb():
            locked_payment = Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
            if entry is not None and locked_payment.fee_posted_at is None:
                money.fee_known(locked_payment, entry, at)
        if entry is not None:
            return "done"
        result = "waiting"
    except Exception:
        log.exception("the fee of %s could not be read", payment.reference)
        result = "failed"
    with transaction.atomic(durable=True), as_verb():
        Payment.objects.filter(pk=payment.pk).update(fee_next_try_at=at + TRIES_AGAIN)
    return result
