"""Sending payouts: claim → call → record, and what the janitor and the processor's events do about it.

Whoever hears of an outcome first records it: the sender, an event, the janitor. The second time nothing happens.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from casaora.kit import events, switches
from casaora.kit.acting import as_verb
from casaora.kit.attempts import ABSENT_AFTER, REFUSED, SUCCEEDED, UNKNOWN, Outcome, perform
from casaora.kit.jobs import BATCH as AT_ONCE
from casaora.kit.jobs import SECONDS, Counts
from casaora.kit.money import Money
from casaora.kit.steps import CLOCK, By
from casaora.stripe import gateway
from payouts.batches import process
from payouts.batches.models import Batch, Payout, TransferAttempt
from payouts.batches.outcomes import ABSENT, BY_HAND, record
from payouts.batches.returns import lock_earnings, undo
from payouts.batches.steps import batch_step, market_locked, payout_step
from payouts.connect import actions as connect
from payouts.connect.models import PayoutAccount
from payouts.earnings import process as earning_process
from payouts.earnings.models import Earning
from payouts.earnings.queries import held_among

log = logging.getLogger(__name__)
#: A claim whose process died before the call, or before it could note anything, is looked at after this long.
FORGOTTEN_AFTER = timedelta(minutes=2)
#: A payout that could not be sent now (her account could not be read, a fault of ours) comes after the others, and not at once again.
AGAIN_AFTER = timedelta(minutes=5)


def send_due(at: datetime, told: Callable[[str], object] = lambda word: None) -> Counts:
    """Send every payout of the approved batches, and close what is done; each minute while a batch is open.

    Counts: paid, withdrawn, failed, unknown, put_off, closed. ``told`` hears the word for each payout, for a progress bar.
    """
    counts = {"paid": 0, "withdrawn": 0, "failed": 0, "unknown": 0, "put_off": 0, "closed": 0}
    if not switches.is_on("transfers"):
        return counts  # staff have turned them off; what is planned waits
    started = time.monotonic()
    for batch in _open_batches(at).order_by("cut_off_at", "pk"):
        due = batch.payouts.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=at), state=process.PLANNED)
        for pk in due.order_by(F("next_try_at").asc(nulls_first=True), "pk").values_list("pk", flat=True):
            if time.monotonic() - started > SECONDS:
                return counts
            result = _send_or_put_off(pk, at)
            told(result)
            if result:
                counts[result] += 1
            if result == "put_off" and Batch.objects.get(pk=batch.pk).is_paused(at):
                break
        counts["closed"] += close_if_done(batch.pk, at)
    return counts


def _send_or_put_off(payout_id: int, at: datetime) -> str:
    """Send one; what cannot be sent, for whatever reason, does not stop those behind it."""
    try:
        result = send(payout_id, at)
    except Exception:
        log.exception("payout %s could not be sent", payout_id)
        result = "failed"
    if result in ("put_off", "failed"):
        with transaction.atomic(durable=True), as_verb():
            Payout.objects.filter(pk=payout_id, state=process.PLANNED).update(next_try_at=at + AGAIN_AFTER)
    return result


def count_due(at: datetime) -> int:
    """How many payouts wait to be sent now."""
    return Payout.objects.filter(batch__in=_open_batches(at), state=process.PLANNED).count()


def _open_batches(at: datetime) -> QuerySet[Batch]:
    is_open = Batch.objects.filter(state__in=[process.APPROVED, process.SENDING])
    return is_open.filter(Q(paused_until__isnull=True) | Q(paused_until__lte=at))


def send(payout_id: int, at: datetime, by: By = CLOCK) -> str:
    """Send one payout: paid, withdrawn, failed, unknown, put_off, or empty when somebody else has it."""
    professional_id = Payout.objects.values_list("professional_id", flat=True).get(pk=payout_id)
    try:  # ready is what the processor says now, not what it said when the batch was planned
        connect.refresh(professional_id=professional_id, at=at)
    except PayoutAccount.DoesNotExist:
        pass
    except connect.NotReachable:
        return "put_off"
    attempt = claim(payout_id, by, at)
    if attempt is None:
        return "withdrawn" if Payout.objects.filter(pk=payout_id, state=process.WITHDRAWN).exists() else ""
    return conclude(attempt, at)


def claim(payout_id: int, by: By, at: datetime) -> TransferAttempt | None:
    """Take a planned payout of an approved batch for sending, or withdraw it for anything that happened since it was planned."""
    with market_locked(_market_of(payout_id)):
        payout = Payout.objects.select_for_update(no_key=True).get(pk=payout_id)
        batch = Batch.objects.select_for_update(no_key=True).get(pk=payout.batch_id)
        if payout.state != process.PLANNED or batch.state not in (process.APPROVED, process.SENDING) or batch.is_paused(at):
            return None
        if batch.state == process.APPROVED:
            batch_step(batch, "send", by=by, at=at)
        earnings = lock_earnings(payout)
        account = PayoutAccount.objects.select_for_update(no_key=True).filter(pk=payout.professional_id).first()
        why = _what_changed(payout, earnings, account, at)
        if why:
            undo(payout, "withdraw", by=by, at=at, why=why)
            return None
        payout_step(payout, "claim", by=by, at=at)
        return TransferAttempt.objects.create(
            payout=payout, step="transfer", by_role=by.role, by_person_id=by.person_id, opened_at=at,
            # From our row alone: not from the batch's day, nor from the order of rows. A new try after a definite end is a new key.
            key=f"transfer:{payout.reference}:{payout.attempts.count() + 1}",
            parameters={"account_id": payout.account_id, "net_minor": payout.net_minor, "currency": payout.currency, "reference": payout.reference},
        )  # fmt: skip


def _market_of(payout_id: int) -> str:
    return str(Payout.objects.values_list("batch__market_id", flat=True).get(pk=payout_id))


def _what_changed(payout: Payout, earnings: list[Earning], account: PayoutAccount | None, at: datetime) -> str:
    """Why this payout may not be sent as planned; empty when nothing happened. Any one earning withdraws all of it."""
    since = payout.planned_at
    suspended_at = payout.professional.user.suspended_at
    if held_among([e.pk for e in earnings], at):
        return "an earning is held back"
    if any(e.state != earning_process.IN_PAYOUT for e in earnings) or sum(e.amount_minor for e in earnings) != payout.gross_minor:
        return "an earning has changed"
    if any(e.refunded_at and e.refunded_at >= since for e in earnings):
        return "an earning was refunded"
    if suspended_at and suspended_at >= since:
        return "the professional was suspended"
    if account is None or account.processor_id != payout.account_id or (account.changed_at and account.changed_at > since):
        return "the payout account has changed"
    return {"": "", "held": "the payout account has changed"}.get(account.why_not(at), "the payout account is not ready")


def call(attempt: TransferAttempt) -> Outcome:
    """Ask for the transfer. After an attempt that came to nothing, first look whether it came to something after all."""
    sent = attempt.parameters
    if not attempt.key.endswith(":1"):
        found = perform(lambda: gateway.find_transfers(sent["reference"]))
        if found.kind != SUCCEEDED or found.answer:
            return _found(found)
    amount = Money(sent["net_minor"], sent["currency"])
    return perform(
        lambda: gateway.send_transfer(
            key=attempt.key,
            account_id=sent["account_id"],
            amount=amount,
            reference=sent["reference"],
            description=f"Casaora {sent['reference']}",
            cause=attempt.request_id,
        )
    )


def conclude(attempt: TransferAttempt, at: datetime) -> str:
    """Call and record; the word for how it went. Empty where somebody else has settled it: a sender may have slept for hours."""
    if not TransferAttempt.objects.filter(pk=attempt.pk, outcome="").exists():
        return ""
    return record(attempt.pk, call(attempt), at)


def _found(found: Outcome) -> Outcome:
    """What reading the transfers of a reference says: one is success; none is None's business; several are for a person."""
    if found.kind != SUCCEEDED:
        return Outcome(UNKNOWN, code=found.code, message=found.message)
    if len(found.answer) > 1:
        return Outcome(UNKNOWN, code=BY_HAND, message=f"{len(found.answer)} transfers of one reference")
    return Outcome(SUCCEEDED, found.answer[0])


def settle_unknown(at: datetime) -> Counts:
    """Read what became of transfers whose answer never came, and of openings of accounts. Every five minutes.

    Found: recorded. Absent: asked again with the same key for an hour (a key is trusted for much longer, but a fault of the processor's is
    repeated with it); absent after that, it never happened: the attempt is closed, and the payout sent anew with a new key.
    """
    counts = {"settled": 0, "open": 0, **connect.settle_unknown(at)}
    started = time.monotonic()
    waiting = TransferAttempt.objects.filter(outcome="").filter(
        Q(next_try_at__lte=at) | Q(next_try_at__isnull=True, opened_at__lte=at - FORGOTTEN_AFTER)
    )
    for attempt in waiting.order_by("opened_at")[:AT_ONCE]:
        if time.monotonic() - started > SECONDS:
            break
        name = settle_one(attempt, at)
        counts[name] = counts.get(name, 0) + 1
    return counts


def settle_one(attempt: TransferAttempt, at: datetime) -> str:
    """The same for one: settled, open, or failed where it could not be written down: it pauses like an unknown one."""
    try:
        result = record(attempt.pk, _read(attempt, at), at)
        close_if_done(Payout.objects.values_list("batch_id", flat=True).get(pk=attempt.payout_id), at)
    except Exception as error:
        log.exception("transfer attempt %s could not be settled", attempt.key)
        record(attempt.pk, Outcome(UNKNOWN, code=type(error).__name__, message=str(error)), at)
        return "failed"
    return "open" if result in ("", "unknown") else "settled"


def _read(attempt: TransferAttempt, at: datetime) -> Outcome:
    found = perform(lambda: gateway.find_transfers(attempt.parameters["reference"]))
    if found.kind != SUCCEEDED or found.answer:
        return _found(found)
    if at - attempt.opened_at < ABSENT_AFTER:
        return call(attempt)  # the same key: a repetition, never a second transfer
    return Outcome(REFUSED, code=ABSENT, message="an hour later the processor has no transfer of this payout")


def close_if_done(batch_pk: int, at: datetime) -> int:
    """Close a batch whose payouts have all come to an end; 1 if it was closed now."""
    code = str(Batch.objects.values_list("market_id", flat=True).get(pk=batch_pk))
    with market_locked(code):
        batch = Batch.objects.select_for_update(no_key=True).get(pk=batch_pk)
        states = set(batch.payouts.values_list("state", flat=True))
        if batch.state not in (process.APPROVED, process.SENDING) or states & {process.PLANNED, process.SENDING}:
            return 0
        name = "close_with_failures" if process.FAILED in states else "close"
        batch_step(batch, name, by=CLOCK, at=at, closed_at=at, paused_until=None, paused_reason="")
    kind = "payout_run_failed" if name == "close_with_failures" else "payout_run_succeeded"
    events.emit(kind, batch=batch.batch_id, count=batch.payouts_count, seconds=int((at - batch.planned_at).total_seconds()))
    return 1
