"""The page was paid at the very moment when it is withdrawn, or expires: the money and the state always agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.authorization import authorize
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.models import Booking
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.stripe import gateway
from tests.racing import ROUNDS, Finish, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

#: How a booking may end whose page is paid at that very moment.
ENDS = {"withdraw": ("canceled",), "expire": ("authorized", "expired")}


@pytest.mark.parametrize("other", ["withdraw", "expire"])
def test_a_paid_page_races_its_end(stage: Stage, other: str, finish: Finish) -> None:
    ends: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        clock.set_to(stage.at)
        Booking.objects.update(created_at=stage.at - timedelta(days=30), occupied="empty")
        booking = stage.requested()
        late = booking.payment.expires_at
        calls: dict[str, Callable[[], Any]] = {
            "withdraw": lambda b=booking: actions.withdraw(reference=b.reference, by=stage.as_customer, at=stage.at),
            "expire": lambda late=late: deadlines.expire_due(late),
        }

        def pay_and_tell(b: Booking = booking) -> object:
            stage.sim.hosted.pay(b.payment.session_id or "")
            return authorize(reference=b.payment.reference, at=stage.at)

        results = together([pay_and_tell, calls[other]], round_=round_)
        assert all(not isinstance(r, Exception) or isinstance(r, BeingConfirmed | NotNow) for r in results), results
        deadlines.settle_unknown(stage.at + timedelta(minutes=10))
        authorize(reference=booking.payment.reference, at=stage.at)  # the webhook comes again, as it does
        after = actions.read(booking.reference)
        session = gateway.read_checkout(after.payment.session_id or "")
        held = bool(session.intent_id) and gateway.read_hold(session.intent_id).status == "requires_capture"
        assert held == (after.state == "authorized"), (after.state, session.status)
        assert not Attempt.objects.filter(outcome="", payment=after.payment).exists()
        ends[after.state] += 1
        Booking.objects.filter(state="authorized").update(state="expired")
    finish(f"paid × {other}", ends, legal=ENDS[other])
