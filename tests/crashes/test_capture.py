"""The worker is killed between claim, call and record of a capture: the janitor settles it, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.lifecycle import actions, deadlines
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt
from casaora.demo.scenes import Stage
from payouts.earnings.models import Earning
from payouts.ledger.models import Entry
from tests.crashes.killing import killed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("point", ["after the claim", "after the call", "within the record"])
def test_a_killed_worker_leaves_nothing_undone_and_nothing_twice(stage: Stage, point: str) -> None:
    booking = stage.authorized()
    killed(stage.sim, "accept", stage.at.isoformat(), point, booking.reference, str(booking.professional_id))
    assert actions.read(booking.reference).state == "authorized"
    assert Attempt.objects.filter(outcome="", step="accept").count() == 1
    with pytest.raises(BeingConfirmed):
        actions.decline(reference=booking.reference, by=stage.as_professional, at=stage.at)

    first = deadlines.settle_unknown(stage.at + timedelta(minutes=3))
    second = deadlines.settle_unknown(stage.at + timedelta(minutes=9))
    assert (first.get("done"), second.get("done")) == (1, None)
    assert actions.read(booking.reference).state == "confirmed"
    assert Entry.objects.filter(kind="capture").count() == Earning.objects.count() == 1
    charges = [c for c in stage.sim.objects("charge") if c["captured"]]
    assert len(charges) == 1
