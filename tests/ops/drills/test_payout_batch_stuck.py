"""Our balance is too small for a batch: it pauses, rings, and goes on when two people of finance say so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casaora import schedule
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.ops.models import Asked
from casaora.stripe import gateway
from tests.bookings.disputes.scenes import LATER
from tests.ops import trouble, trouble_money
from tests.ops.drills.duty import Duty, sound, the_worker_works
from tests.ops.listening import Ears, ears, open_now, watched  # noqa: F401

pytestmark = pytest.mark.django_db
HOUR, MINUTE = trouble.HOUR, trouble.MINUTE


def test_a_batch_without_money_goes_on_by_two_people(stage: Stage, ears: Ears) -> None:  # noqa: F811
    batch = trouble_money.planned(stage)
    payout = batch.payouts.get()
    stage.sim.faults.add("send_transfer", "timeout_before")
    schedule.run("send_transfers", LATER)
    # The bank draws the balance before the transfer is asked for again.
    stage.sim.banks.pay_out(balance() - payout.net.minor + 1)
    at = LATER + 6 * HOUR + MINUTE
    clock.set_to(at)
    schedule.run("settle_transfers", at)
    schedule.run("send_transfers", at)
    watched(at)
    assert "batch_stuck" in open_now()
    assert f"ALARM: The payout batch {batch.batch_id} has been open for hours." in ears.heard(at)

    eva, iris = Duty("Eva", "finance"), Duty("Iris", "finance")
    assert "balance_insufficient" in eva.opens("payout-batch-stuck")
    stage.sim.banks.top_up(10**9)
    eva.presses("resume_batches", "")
    assert not Asked.objects.exists()
    assert "Asked." in eva.presses("resume_batches", "the balance was topped up")
    asked = Asked.objects.get()
    assert "Somebody else must approve" in eva.approves(asked.pk)
    assert the_worker_works(at) == []
    assert "the balance was topped up" in iris.reads()
    assert "Approved, and begun." in iris.approves(asked.pk)
    assert the_worker_works(at) == ["send_transfers"]
    assert "approved already" in iris.approves(asked.pk)
    assert the_worker_works(at) == []

    payout.refresh_from_db()
    assert (payout.state, len(stage.sim.objects("transfer"))) == ("paid", 1)
    watched(at + MINUTE)
    assert "batch_stuck" not in open_now()
    assert any(word.startswith("OVER: ") for word in ears.heard(at + MINUTE))
    sound(at + timedelta(minutes=5))


def balance() -> int:
    """What the platform has at the processor now, in minor units."""
    return next(amount.minor for amount in gateway.read_balance().available if amount.currency == "COP")
