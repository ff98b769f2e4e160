"""Troubles with money, each caused the way it would come: every function leaves something wrong and answers the moment at which it can be seen."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bookings.lifecycle.models import Booking
from casaora import schedule
from casaora.demo.scenes import Stage
from casaora.kit import clock, jobs
from casaora.kit.steps import By
from casaora.stripe import gateway
from payouts.batches import actions as batches
from payouts.batches import limits, outcomes, transfers
from payouts.batches.models import Batch, Payout
from payouts.earnings.models import Earning
from tests.bookings.disputes import scenes as quarrels
from tests.bookings.disputes.scenes import LATER

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def planned(stage: Stage) -> Batch:
    """A batch of one payout, approved, at LATER; nothing of it is sent."""
    quarrels.at_stage(stage, "payable")
    return quarrels.planned(stage, Booking.objects.get(), is_sent=False)


def a_batch_waits_for_a_person(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setitem(limits.LIMITS, "COP", limits.Limits(total=1, single=1, two_people=10**12))
    planned(stage)
    return LATER + 4 * HOUR + MINUTE


def a_batch_is_not_sent(stage: Stage) -> datetime:
    planned(stage)
    return LATER + 6 * HOUR + MINUTE


def a_payout_fails(stage: Stage) -> datetime:
    planned(stage)
    stage.sim.faults.add("send_transfer", "decline")
    batches.send_due(LATER)
    assert Payout.objects.get().state == "failed"
    return LATER


def money_stays_where_it_has_cleared(stage: Stage) -> datetime:
    """The release job did not run, and the invariants' job looks."""
    booking = stage.completed()
    clears_at = Earning.objects.get(reference=booking.reference).clears_at
    assert clears_at is not None
    late = max(clears_at, LATER) + 2 * HOUR
    schedule.run("post_fees", late)
    schedule.run("invariants", late)
    return late


def the_processor_moved_money_alone(stage: Stage) -> datetime:
    """Somebody paid into our balance there, and the nightly comparison finds no entry of it."""
    clock.set_to(stage.at)
    stage.sim.banks.top_up(500_000)
    later = clock.set_to(stage.at + timedelta(hours=3))
    schedule.run("reconcile", later)
    return later


def a_part_of_a_transfer_comes_back(stage: Stage) -> datetime:
    """Her bank sends back a part: it stands in suspense until staff have said whose it is."""
    batch = planned(stage)
    batches.send_due(batch.planned_at)
    payout = batch.payouts.get()
    stage.sim.banks.return_transfer(str(payout.transfer_id), 1_000_000)
    (back,) = gateway.find_transfers(payout.reference)
    outcomes.record_reversal(payout.pk, back, batch.planned_at + HOUR, By("processor"))
    return batch.planned_at + HOUR


def the_journey_fails(stage: Stage) -> datetime:
    """The synthetic journey did not get to its end."""

    def fails(at: datetime) -> dict[str, int]:
        raise RuntimeError("pay: the processor's page did not open")

    with pytest.raises(jobs.JobFailed):
        jobs.run("smoke", fails, at=stage.at)
    return stage.at


def two_transfers_of_one_payout(stage: Stage) -> datetime:
    """Ours went through and its answer was lost; somebody sent another with the same reference in the processor's dashboard."""
    batch = planned(stage)
    payout = batch.payouts.get()
    stage.sim.faults.add("send_transfer", "timeout_after")
    batches.send_due(LATER)
    gateway.send_transfer(key="by-hand", account_id=payout.account_id, amount=payout.net, reference=payout.reference, description="by hand")
    transfers.settle_unknown(LATER + 6 * MINUTE)
    return LATER + 6 * MINUTE
