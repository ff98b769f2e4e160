"""The cardholder's bank asks about a payment: her earning waits until the bank has decided, and whoever has it already keeps it for now."""

from __future__ import annotations

from typing import Any

import pytest

from bookings.disputes import webhooks
from bookings.lifecycle import actions
from bookings.lifecycle.models import Booking
from casaora.demo.scenes import Stage
from casaora.stripe.reading import event_from
from payouts.earnings.models import Earning, EarningHold

pytestmark = pytest.mark.django_db


def opened(stage: Stage, booking: Booking, status: str = "needs_response") -> str:
    charge = str(actions.read(booking.reference).payment.charge_id)
    return str(stage.sim.disputes.open(charge, status=status)["id"])


def told(stage: Stage) -> None:
    """Every event of a dispute, twice and the last one first."""
    events = stage.sim.take_events("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed")
    for event in (*reversed(events), *events):
        webhooks.disputed(event_from(event), stage.at)


def open_holds() -> list[tuple[str, str]]:
    return list(EarningHold.objects.filter(closed_at=None).values_list("earning__reference", "reason"))


@pytest.mark.parametrize("status", ["needs_response", "warning_needs_response"])
def test_an_open_dispute_holds_the_earning_once(stage: Stage, status: str) -> None:
    booking = stage.completed()
    opened(stage, booking, status)
    told(stage)
    assert open_holds() == [(booking.reference, "dispute")]
    assert EarningHold.objects.get().opened_by_role == "processor"


@pytest.mark.parametrize("status", ["won", "warning_closed", "lost"])
def test_every_decision_lets_it_go_but_no_step_before(stage: Stage, status: str) -> None:
    booking = stage.completed()
    dispute = opened(stage, booking, "warning_needs_response" if status == "warning_closed" else "needs_response")
    told(stage)
    stage.sim.store.save({**(stage.sim.store.get(dispute, "dispute") or {}), "status": "under_review"})
    told(stage)
    assert len(open_holds()) == 1
    stage.sim.disputes.close(dispute, status)
    told(stage)
    assert open_holds() == []


def test_what_was_paid_already_is_an_alarm_and_no_more(
    stage: Stage, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    booking = stage.completed()
    Earning.objects.update(state="paid")
    opened(stage, booking)
    with caplog.at_level("ERROR"), django_capture_on_commit_callbacks(execute=True):
        told(stage)
    assert open_holds() == []
    assert "dispute_opened" in caplog.text


def test_a_dispute_of_a_payment_that_is_not_ours_is_left_alone(stage: Stage) -> None:
    booking = stage.completed()
    opened(stage, booking)
    type(booking.payment).objects.update(intent_id="pi_another", charge_id="ch_another")
    told(stage)
    assert open_holds() == []
