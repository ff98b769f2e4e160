"""The worker is killed between claim, call and record of a tip's capture: the janitor settles it, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.lifecycle import deadlines as visits
from bookings.payments.actions import BeingConfirmed
from bookings.supplements import actions, deadlines
from casaora.demo.scenes import Stage
from payouts.earnings.models import Earning
from payouts.ledger.models import Entry
from tests.bookings.supplements.scenes import pay, tipping
from tests.crashes.killing import killed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("point", ["after the claim", "after the call", "within the record"])
def test_a_killed_worker_takes_a_tip_once(stage: Stage, point: str) -> None:
    given = tipping(stage)
    pay(stage, given)
    assert given.payment is not None
    killed(stage.sim, "tip", given.made_at.isoformat(), point, given.payment.reference, "0")
    assert actions.read(given.reference).state == "pending_payment"
    with pytest.raises(BeingConfirmed):
        actions.leave(reference=given.reference, by=stage.as_customer, at=given.made_at)
    assert deadlines.run_due(given.made_at + timedelta(hours=1)) == {}  # the page's deadline does not reach over the attempt
    first = visits.settle_unknown(given.made_at + timedelta(hours=1))
    second = visits.settle_unknown(given.made_at + timedelta(hours=2))
    assert (first.get("done"), second.get("done")) == (1, None)
    assert actions.read(given.reference).state == "paid"
    assert Entry.objects.filter(kind="tip").count() == Earning.objects.filter(kind="tip").count() == 1
    assert len([c for c in stage.sim.objects("charge") if c["captured"]]) == 2
