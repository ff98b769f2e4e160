"""The reading decides: events come twice, late, reordered, or never; an older reading changes nothing."""

from __future__ import annotations

import pytest

from bookings.disputes import actions as disputes
from bookings.disputes import webhooks
from bookings.lifecycle.models import Booking
from bookings.payments.models import Dispute
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.stripe import gateway
from casaora.stripe.reading import event_from
from payouts.ledger.models import Account, Entry
from tests.bookings.disputes.scenes import KINDS, all_is_well, at_stage, closed, is_held, of_ours, opened, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(stage: Stage) -> Booking:
    return at_stage(stage, "clearing")


def test_a_row_says_what_was_read(stage: Stage, booking: Booking) -> None:
    dispute_id = opened(stage, booking)
    said, row = gateway.read_dispute(dispute_id), Dispute.objects.get()
    assert (row.payment, row.amount, row.reason, row.status) == (booking.payment, said.amount, said.reason, "needs_response")
    assert (row.evidence_due_by, row.opened_at, row.closed_at, row.is_inquiry) == (said.evidence_due_by, said.created, None, False)
    assert row.movements == [said.movements[0].id]
    assert Entry.objects.filter(kind__in=("dispute_opened", "dispute_fee"), reference=row.movements[0]).count() == 2
    all_is_well()


def test_an_inquiry_posts_nothing_and_holds(stage: Stage, booking: Booking) -> None:
    dispute_id = opened(stage, booking, status="warning_needs_response")
    assert (Dispute.objects.get().is_inquiry, is_held(booking)) == (True, True)
    row = closed(stage, dispute_id, "warning_closed")
    assert (row.outcome, is_held(booking)) == ("closed", False)
    assert not Entry.objects.filter(kind__startswith="dispute").exists()
    all_is_well()


def test_an_inquiry_that_becomes_a_dispute_is_one_from_then_on(stage: Stage, booking: Booking) -> None:
    dispute_id = opened(stage, booking, status="warning_needs_response")
    older = gateway.read_dispute(dispute_id)
    stage.sim.disputes.escalate(dispute_id)
    told(stage)
    disputes.record(older, clock.now())
    row = Dispute.objects.get()
    assert (row.is_inquiry, row.taken_minor, is_held(booking)) == (False, booking.total.minor, True)
    all_is_well()


@pytest.mark.parametrize(("status", "taken"), [("won", 0), ("lost", 1)])
def test_an_older_reading_changes_nothing(stage: Stage, booking: Booking, status: str, taken: int) -> None:
    dispute_id = opened(stage, booking)
    older = gateway.read_dispute(dispute_id)
    closed(stage, dispute_id, status)
    row = disputes.record(older, clock.now())
    assert row is not None
    assert (row.outcome, is_held(booking)) == (status, False)
    assert of_ours(Account.DISPUTED) == 0
    assert row.taken_minor == taken * booking.total.minor
    all_is_well()


def test_only_the_last_event_of_all_is_enough(stage: Stage, booking: Booking) -> None:
    dispute = stage.sim.disputes.open(str(booking.payment.charge_id))
    stage.sim.disputes.close(dispute["id"], "won")
    webhooks.disputed(event_from(stage.sim.take_events(*KINDS)[-1]), clock.now())
    assert (Dispute.objects.get().outcome, of_ours(Account.DISPUTED), is_held(booking)) == ("won", 0, False)
    all_is_well()


def test_two_disputes_of_a_payment_hold_until_both_are_decided(stage: Stage, booking: Booking) -> None:
    first, second = opened(stage, booking, amount=4_000_000), opened(stage, booking, amount=3_000_000)
    closed(stage, first, "won")
    assert is_held(booking)
    closed(stage, second, "lost")
    assert not is_held(booking)
    all_is_well()


def test_a_strangers_dispute_is_an_alarm(stage: Stage, booking: Booking, caplog: pytest.LogCaptureFixture) -> None:
    type(booking.payment).objects.update(intent_id="pi_another", charge_id="ch_another")
    with caplog.at_level("ERROR"):
        opened_id = stage.sim.disputes.open(str(booking.payment.charge_id))["id"]
        told(stage)
    assert opened_id
    assert not Dispute.objects.exists()
    assert "dispute_of_a_stranger" in caplog.text
