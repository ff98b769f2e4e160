"""The worker is killed between claim, call and record of a refund: the janitor settles it, once, as it was decided."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.lifecycle import actions, deadlines
from bookings.payments.actions import BeingConfirmed
from casaora.demo.scenes import Stage
from payouts.earnings.models import Earning
from payouts.ledger.models import Entry
from tests.crashes.killing import killed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("point", ["after the claim", "after the call", "within the record"])
def test_a_killed_worker_refunds_once_and_what_was_promised(stage: Stage, point: str) -> None:
    booking = stage.confirmed()
    at = booking.starts_at - timedelta(hours=13)  # half goes back; an hour and a half later it would be a quarter
    killed(stage.sim, "cancel", at.isoformat(), point, booking.reference, str(booking.customer_id))
    assert actions.read(booking.reference).state == "confirmed"
    with pytest.raises(BeingConfirmed):
        actions.start(reference=booking.reference, by=stage.as_professional, at=booking.starts_at - timedelta(minutes=5), code=booking.start_code)
    first = deadlines.settle_unknown(at + timedelta(hours=10))
    second = deadlines.settle_unknown(at + timedelta(hours=11))
    assert (first.get("done"), second.get("done")) == (1, None)
    assert actions.read(booking.reference).state == "canceled"
    assert [r["amount"] for r in stage.sim.objects("refund")] == [booking.total.basis_points(5_000).minor]
    assert Entry.objects.filter(kind="refund").count() == 1
    assert Earning.objects.get(reference=booking.reference).amount == booking.earning.basis_points(5_000)
