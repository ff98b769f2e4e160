"""A booking as far as a test needs it, and the bank that questions its payment. Every event is told twice, the last one first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bookings.disputes import webhooks
from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.models import Booking
from bookings.payments.models import Dispute
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import By
from casaora.ops import invariants
from casaora.stripe.reading import event_from
from payouts.batches import actions as batches
from payouts.batches.models import Batch
from payouts.connect import actions as connect
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning, EarningHold
from payouts.ledger.actions import seal
from payouts.ledger.models import Account
from payouts.ledger.queries import balance, balances_of

#: Three weeks on, a Tuesday, 10:01 in Bogotá: everything of the tests' week has cleared.
LATER = datetime(2026, 12, 15, 15, 1, tzinfo=UTC)
KINDS = tuple(f"charge.dispute.{name}" for name in ("created", "updated", "closed", "funds_withdrawn", "funds_reinstated"))
#: An ordinary quarrel about the work, not card fraud.
QUARREL = "product_unacceptable"


def opened(stage: Stage, booking: Booking, reason: str = QUARREL, **more: Any) -> str:
    """The bank questions the booking's payment, and we hear of it."""
    dispute = stage.sim.disputes.open(str(actions.read(booking.reference).payment.charge_id), reason=reason, **more)
    told(stage)
    return str(dispute["id"])


def closed(stage: Stage, dispute_id: str, status: str) -> Dispute:
    """The bank decides, and we hear of it."""
    stage.sim.disputes.close(dispute_id, status)
    told(stage)
    return Dispute.objects.get(processor_id=dispute_id)


def told(stage: Stage) -> None:
    """Every event of a dispute, twice and the last one first."""
    events = stage.sim.take_events(*KINDS)
    for event in (*reversed(events), *events):
        webhooks.disputed(event_from(event), clock.now())


def at_stage(stage: Stage, where: str) -> Booking:
    """A booking whose earning is expected, clearing, payable, in_payout or paid."""
    if where == "expected":
        return stage.confirmed()
    booking = stage.completed()
    if where == "clearing":
        clock.set_to(booking.ends_at)
        return booking
    clock.set_to(LATER)
    deadlines.post_fees(LATER)
    earnings.release_cleared(LATER)
    if where != "payable":
        planned(stage, booking, is_sent=where == "paid")
    assert earning(booking).state == where
    return booking


def planned(stage: Stage, booking: Booking, *, is_sent: bool) -> Batch:
    """The batch of the next payout day, and its transfers."""
    stage.sim.banks.top_up(10**9)
    by = By("professional", booking.professional_id)
    account = connect.open(professional_id=booking.professional_id, by=by, at=LATER)
    stage.sim.accounts.become(str(account.processor_id), "ready")
    connect.refresh(professional_id=booking.professional_id, at=LATER)
    Earning.objects.update(payable_at=LATER - timedelta(hours=1))
    batches.plan_due(LATER)
    if is_sent:
        batches.send_due(LATER)
    return Batch.objects.latest("pk")


def earning(booking: Booking) -> Earning:
    """The booking's earning as it is now."""
    return Earning.objects.get(reference=booking.reference)


def is_held(booking: Booking) -> bool:
    """Whether a dispute holds it."""
    return EarningHold.objects.filter(earning__reference=booking.reference, reason="dispute", closed_at=None).exists()


def of_hers(booking: Booking, account: Account) -> int:
    """Her balance of an account, in minor units."""
    return balances_of(booking.professional_id, currency="COP")[account].minor


def of_ours(account: Account) -> int:
    """A balance that is nobody's, in minor units."""
    return balance(account, currency="COP").minor


def all_is_well() -> None:
    """No invariant is broken; notices are not sent here, and the clock of these scenes jumps over deadlines."""
    seal(clock.now())
    found = {name: said for name, said in invariants.check(clock.now()).items() if said}
    for name in ("nothing_waits_too_long", "no_deadline_was_missed"):
        found.pop(name, None)
    assert found == {}, found
