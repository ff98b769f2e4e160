"""Who is suspended keeps nobody waiting: requests end, confirmed visits are canceled in full, earned money stays earned."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.notifications.models import Notice
from accounts.professionals.models import Professional
from accounts.users.models import User
from bookings.lifecycle import actions
from bookings.lifecycle.suspensions import end_for_suspended
from casaora.demo.scenes import Stage
from casaora.stripe import gateway
from payouts.earnings.models import Earning

pytestmark = pytest.mark.django_db


def suspend(stage: Stage, who: str) -> None:
    if who == "vetting":
        Professional.objects.filter(pk=stage.offering.professional_id).update(vetting_state="suspended")
    else:
        pk = stage.customer.pk if who == "customer" else stage.offering.professional_id
        User.objects.filter(pk=pk).update(suspended_at=stage.at)


@pytest.mark.parametrize("who", ["customer", "professional", "vetting"])
def test_what_waits_is_declined_and_what_is_confirmed_is_canceled(stage: Stage, who: str) -> None:
    day = timedelta(days=1)
    first = stage.wish().starts_at
    confirmed, waiting = stage.confirmed(), stage.authorized(starts_at=first + day)
    done, running = stage.completed(starts_at=first + 5 * day), stage.started(starts_at=first + 2 * day)
    suspend(stage, who)
    at = stage.at + timedelta(minutes=5)
    assert end_for_suspended(at) == {"done": 2}
    assert end_for_suspended(at) in ({}, {"done": 0})
    states = [actions.read(b.reference).state for b in (confirmed, waiting, done, running)]
    assert states == ["canceled", "declined", "completed", "in_progress"]
    assert actions.read(waiting.reference).declined_reason == "unavailable"
    assert gateway.read_hold(waiting.payment.intent_id or "").status == "canceled"
    assert sum(r["amount"] for r in stage.sim.objects("refund")) == confirmed.total_minor
    assert Earning.objects.get(reference=done.reference).state == "clearing"
    assert Notice.objects.filter(person_id=stage.customer.pk, kind__in=["booking_declined", "booking_canceled"]).count() == 2


def test_nothing_ends_while_nobody_is_suspended(stage: Stage) -> None:
    booking = stage.confirmed()
    assert not end_for_suspended(stage.at).get("done")
    assert actions.read(booking.reference).state == "confirmed"
