"""4. The processor's books are ours, id by id: holds, captures, refunds, transfers, disputes.

Lists of the processor are read first, outside every transaction; then our rows of the same ids. What differs is asked for once more, one by
one, because money moves while we read: only what still differs is a finding.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Sized
from datetime import datetime, timedelta

from bookings.payments.actions import REFUND_FAILED
from bookings.payments.models import Attempt, Dispute, Payment, Refund
from casaora.kit import events
from casaora.stripe import answers, disputing, gateway, listing
from casaora.stripe.errors import ProcessorError, Refused
from payouts.batches import process as payouts
from payouts.batches.models import Payout, TransferAttempt

Findings = list[str]
#: How far back, unless told otherwise; what is younger than the patience is still on its way.
WINDOW, PATIENCE = timedelta(days=2), timedelta(hours=1)
#: How many rows of each kind are compared, and how many differences are asked for again.
AT_MOST, AGAIN = 20_000, 50
#: What our payment may be while the processor's hold is this. Anything else of theirs sets nothing aside.
FITS = {"requires_capture": (Payment.HELD,), "succeeded": (Payment.CAPTURED,)}


def watch(at: datetime) -> dict[str, int]:
    """For the clock, nightly: compare the last days and raise an alarm for what differs."""
    found = compare(at)
    if found:
        events.emit("invariant_broken", level=logging.CRITICAL, kind="the_processors_books_are_ours", count=len(found), difference=found[0][:200])
    return {"failed": len(found)}


def compare(at: datetime, since: datetime | None = None) -> Findings:
    """Every difference between the processor's books and ours from ``since`` (two days ago) to an hour ago."""
    since, until = since or at - WINDOW, at - PATIENCE
    try:
        return [finding for part in (_holds, _refunds, _transfers, _disputes) for finding in part(since, until)]
    except ProcessorError as error:
        return [f"the processor did not show its books: {error.code or error}"]


def _holds(since: datetime, until: datetime) -> Iterator[str]:
    theirs = list(itertools.islice(listing.list_holds(since, until), AT_MOST))
    yield from _cut(theirs, "holds")
    suspects = {hold.id for hold in theirs if _hold_differs(hold, _payment_of(hold))}
    known = {hold.id for hold in theirs}
    ours = Payment.objects.filter(created_at__gte=since + PATIENCE, created_at__lt=until - PATIENCE, state__in=[Payment.HELD, Payment.CAPTURED])
    suspects |= {str(payment.intent_id) for payment in ours.exclude(intent_id__in=known)}
    for intent_id in sorted(suspects)[:AGAIN]:
        try:
            hold = gateway.read_hold(intent_id)
        except Refused:
            yield f"hold {intent_id} of ours is not at the processor"
            continue
        differs = _hold_differs(hold, _payment_of(hold))
        if differs:
            yield differs


def _cut(theirs: Sized, what: str) -> Iterator[str]:
    """What was not compared is said, and never passed over in silence."""
    if len(theirs) >= AT_MOST:
        yield f"more than {AT_MOST} {what} were made in this time, and the rest of them was not compared"


def _payment_of(hold: answers.Hold) -> Payment | None:
    return Payment.objects.filter(intent_id=hold.id).first() or Payment.objects.filter(reference=hold.reference).first()


def _hold_differs(hold: answers.Hold, payment: Payment | None) -> str:
    if payment is None:
        return f"hold {hold.id} is {hold.status} and of no payment of ours" if hold.status in FITS else ""
    if Attempt.objects.filter(payment=payment, outcome="").exists():
        return ""  # being confirmed; that has a bound of its own
    taken = (Payment.HELD, Payment.CAPTURED)
    if (payment.state in taken or hold.status in FITS) and payment.state not in FITS.get(hold.status, ()):
        return f"payment {payment.reference} is {payment.state}, and hold {hold.id} {hold.status}"
    if hold.status == "succeeded" and (hold.captured, hold.charge_id) != (payment.amount, payment.charge_id):
        return f"payment {payment.reference} took {payment.amount_minor}, and hold {hold.id} {hold.captured.minor}"
    return ""


def _refunds(since: datetime, until: datetime) -> Iterator[str]:
    theirs = {r.id: r for r in itertools.islice(listing.list_refunds(since, until), AT_MOST) if r.status not in REFUND_FAILED}
    yield from _cut(theirs, "refunds")
    done = Refund.objects.filter(state=Refund.SUCCEEDED)
    ours = {str(r.processor_id): r for r in done.filter(processor_id__in=theirs)}
    for refund_id, refund in theirs.items():
        row = ours.get(refund_id) or Refund.objects.filter(reference=refund.reference).first()
        if row is None or row.state == Refund.FAILED or row.amount != refund.amount:
            yield f"refund {refund_id} of {refund.amount.minor} is not among ours"
    mine = done.filter(created_at__gte=since + PATIENCE, created_at__lt=until - PATIENCE).exclude(processor_id__in=theirs)
    for row in mine.select_related("payment")[:AGAIN]:
        if row.processor_id not in {r.id for r in gateway.list_refunds(row.payment.intent_id or "") if r.status not in REFUND_FAILED}:
            yield f"refund {row.reference} of {row.amount_minor} is not at the processor"


def _transfers(since: datetime, until: datetime) -> Iterator[str]:
    theirs = {t.id: t for t in itertools.islice(listing.list_transfers(since, until), AT_MOST)}
    yield from _cut(theirs, "transfers")
    ours = {str(p.transfer_id): p for p in Payout.objects.filter(transfer_id__in=theirs)}
    for transfer_id, transfer in theirs.items():
        payout = ours.get(transfer_id)
        is_coming = TransferAttempt.objects.filter(payout__reference=transfer.reference, outcome="").exists()
        if (payout is None and not is_coming) or (payout is not None and payout.net != transfer.amount):
            yield f"transfer {transfer_id} of {transfer.amount.minor} for {transfer.reference} is not a payout of ours"
    paid = Payout.objects.filter(state=payouts.PAID, net_minor__gt=0, paid_at__gte=since + PATIENCE, paid_at__lt=until - PATIENCE)
    for payout in paid.exclude(transfer_id__in=theirs)[:AGAIN]:
        if payout.transfer_id not in {t.id for t in gateway.find_transfers(payout.reference)}:
            yield f"payout {payout.reference} is paid and has no transfer at the processor"


def _disputes(since: datetime, until: datetime) -> Iterator[str]:
    for said in itertools.islice(disputing.list_disputes(since, until), AT_MOST):
        row = Dispute.objects.filter(processor_id=said.id).first()
        if row is None:
            yield f"dispute {said.id} of {said.amount.minor} is not among ours"
        elif not {m.id for m in said.movements} <= set(row.movements) and _is_late(said, until):
            yield f"dispute {said.id} has movements that are not in our books"


def _is_late(said: answers.Dispute, until: datetime) -> bool:
    """Whether the newest movement is older than an event may take."""
    return max(movement.created for movement in said.movements) < until
