"""No event came: the nightly list finds the dispute, the clock reads the open ones again, and what is unknown to us is an alarm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.disputes import deadlines
from bookings.payments.models import Dispute
from casaora.demo.scenes import Stage
from casaora.kit import clock
from payouts.ledger.models import Account
from tests.bookings.disputes.scenes import KINDS, QUARREL, all_is_well, at_stage, is_held, of_ours, opened

pytestmark = pytest.mark.django_db


def test_a_dispute_that_nobody_told_us_of_is_found_at_night(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    booking = at_stage(stage, "clearing")
    stage.sim.disputes.open(str(booking.payment.charge_id), reason=QUARREL)
    stage.sim.take_events(*KINDS)
    with caplog.at_level("ERROR"):
        assert deadlines.find_lost(clock.now() + timedelta(hours=9)) == {"done": 1}
    assert (is_held(booking), of_ours(Account.DISPUTED)) == (True, booking.total.minor)
    assert "dispute_untold" in caplog.text
    assert deadlines.find_lost(clock.now() + timedelta(hours=10)) == {}
    all_is_well()


@pytest.mark.parametrize("status", ["won", "lost"])
def test_a_decision_that_nobody_told_us_of_is_read(stage: Stage, status: str) -> None:
    booking = at_stage(stage, "clearing")
    dispute_id = opened(stage, booking)
    stage.sim.disputes.close(dispute_id, status)
    stage.sim.take_events(*KINDS)
    assert deadlines.read_again(clock.now() + timedelta(hours=3)) == {}
    assert deadlines.read_again(clock.now() + timedelta(hours=21)) == {"done": 1}
    assert (Dispute.objects.get().outcome, is_held(booking)) == (status, False)
    all_is_well()


def test_near_its_deadline_it_is_read_more_often(stage: Stage) -> None:
    opened(stage, at_stage(stage, "clearing"))
    row = Dispute.objects.get()
    assert row.evidence_due_by is not None
    near = row.evidence_due_by - timedelta(hours=30)
    Dispute.objects.update(read_at=near - timedelta(hours=6))
    assert deadlines.read_again(near) == {"done": 1}
    assert deadlines.read_again(near + timedelta(hours=1)) == {}


def test_one_that_cannot_be_read_does_not_stop_the_others(stage: Stage) -> None:
    first = opened(stage, at_stage(stage, "clearing"), amount=1_000_000)
    booking = Dispute.objects.get().payment
    stage.sim.disputes.open(str(booking.charge_id), amount=2_000_000)
    from tests.bookings.disputes.scenes import told

    told(stage)
    stage.sim.faults.add("read_dispute", "server_error")
    assert deadlines.read_again(clock.now() + timedelta(hours=21)) == {"failed": 1, "done": 1}
    assert first
