"""Planning, approving and canceling batches. Sending is in ``transfers``.

Order of locks: the market's (``market_locked``) → its batch and payouts → earnings (ascending) → payout account → attempt.
"""

from __future__ import annotations

import logging
from datetime import datetime

from accounts.places.models import Market
from accounts.users.models import User
from casaora.kit import events
from casaora.kit.jobs import Counts
from casaora.kit.steps import CLOCK, By
from payouts.batches import cutoffs, planning, process
from payouts.batches.models import Batch, BatchApproval, Payout
from payouts.batches.returns import undo
from payouts.batches.steps import NotNow, NotTheirs, batch_step, market_locked
from payouts.batches.transfers import send_due as send_due
from payouts.batches.transfers import settle_unknown as settle_unknown

log = logging.getLogger(__name__)


def plan_due(at: datetime) -> Counts:
    """Plan the latest cut-off of every market that has no batch yet (see ``planning.markets``); hourly, and at the cut-off itself.

    A market that fails does not stop the others. Counts: planned, payouts, canceled, failed.
    """
    counts = {"planned": 0, "payouts": 0, "canceled": 0, "failed": 0}
    for market in planning.markets():
        cut_off_at = cutoffs.latest(at, market.zone)
        if Batch.objects.filter(market=market, cut_off_at=cut_off_at, number=0).exists():
            continue
        try:
            counts["canceled"] += cancel_unapproved(market=market, cut_off_at=cut_off_at, at=at)
            batch = plan(market=market, cut_off_at=cut_off_at, by=CLOCK, at=at)
        except Exception:
            log.exception("the payouts of %s could not be planned", market.code)
            events.emit("payout_run_failed", level=logging.ERROR, market=market.code)
            counts["failed"] += 1
        else:
            counts["planned"] += 1
            counts["payouts"] += batch.payouts_count
    return counts


def plan(*, market: Market, cut_off_at: datetime, by: By, at: datetime, is_manual: bool = False) -> Batch:
    """Plan a cut-off in one transaction; again answers the batch that exists. ``is_manual`` plans another one, for now.

    Raises NotNow for a cut-off that is still to come. What exceeds no limit is approved at once; with no payouts it is closed.
    """
    if cut_off_at > at:
        raise NotNow("the cut-off is still to come")
    with market_locked(market.code):
        found = None if is_manual else Batch.objects.filter(market=market, cut_off_at=cut_off_at, number=0).first()
        if found:
            return found
        number = _manual_number(market, at) if is_manual else 0
        chosen = planning.lock_payable(market, cut_off_at, at)
        reckoned = planning.reckon(market, cut_off_at, at, number=number, only=chosen)
        batch = planning.write(reckoned, market, number=number, by=by, at=at)
        if not batch.payouts.filter(state=process.PLANNED).exists():
            batch_step(batch, "close", by=by, at=at, closed_at=at)
        elif batch.approvals_needed:
            batch_step(batch, "ask", by=by, at=at)
        else:
            batch_step(batch, "approve", by=by, at=at, why="below every limit")
    events.emit(
        "payout_run_started",
        batch=batch.batch_id,
        count=batch.payouts_count,
        amount_minor=batch.total_minor,
        currency=batch.currency,
    )
    return batch


def _manual_number(market: Market, at: datetime) -> int:
    midnight = at.astimezone(market.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return Batch.objects.filter(market=market, number__gt=0, cut_off_at__gte=midnight).count() + 1


def _locked(batch_id: str) -> Batch:
    return Batch.objects.select_for_update(no_key=True).get(batch_id=batch_id)


def _market_of(batch_id: str) -> str:
    return str(Batch.objects.values_list("market_id", flat=True).get(batch_id=batch_id))


def approve(*, batch_id: str, by: By, at: datetime) -> Batch:
    """One person of finance approves; with enough of them (two over a limit) it is sent. Twice by one person counts once.

    Raises NotTheirs for anybody else, NotNow when it does not wait for approval.
    """
    with market_locked(_market_of(batch_id)):
        batch = _locked(batch_id)
        person = User.objects.filter(pk=by.person_id or 0, is_active=True, is_staff=True).first() if by.role == "staff" else None
        if person is None or "finance" not in person.staff_groups():
            raise NotTheirs("finance approves batches")
        if batch.state == process.APPROVED and batch.approvals.filter(person=person).exists():
            return batch
        if batch.state != process.AWAITING:
            raise NotNow(f"{batch} is {batch.state}")
        BatchApproval.objects.bulk_create([BatchApproval(batch=batch, person=person, at=at)], ignore_conflicts=True)
        if batch.approvals.count() >= batch.approvals_needed:
            batch_step(batch, "approve", by=by, at=at)
        return batch


def cancel(*, batch_id: str, by: By, at: datetime, why: str) -> Batch:
    """Nothing of it was sent, and nothing will be: every earning is payable again. Raises NotNow once sending has begun."""
    with market_locked(_market_of(batch_id)):
        batch = _locked(batch_id)
        if batch.state == process.CANCELED:
            return batch
        batch_step(batch, "cancel", by=by, at=at, why=why, closed_at=at)
        for payout in Payout.objects.select_for_update(no_key=True).filter(batch=batch, state=process.PLANNED).order_by("pk"):
            undo(payout, "cancel", by=by, at=at, why=why)
    events.emit("payout_run_failed", level=logging.WARNING, batch=batch.batch_id, reason="canceled")
    return batch


def cancel_unapproved(*, market: Market, cut_off_at: datetime, at: datetime) -> int:
    """Cancel what still waits for approval when the next cut-off has come; how many."""
    waiting = Batch.objects.filter(market=market, state=process.AWAITING, cut_off_at__lt=cut_off_at)
    names = list(waiting.order_by("cut_off_at").values_list("batch_id", flat=True))
    for name in names:
        cancel(batch_id=name, by=CLOCK, at=at, why="not approved before the next cut-off")
    return len(names)


def resume(*, batch_id: str, by: By, at: datetime) -> Batch:
    """End a pause before its time, for instance when our balance was topped up."""
    with market_locked(_market_of(batch_id)):
        batch = _locked(batch_id)
        if by.role not in ("staff", "operator"):
            raise NotTheirs("staff and operators resume")
        batch.paused_until, batch.paused_reason = None, ""
        batch.save(update_fields=["paused_until", "paused_reason"])
        return batch
