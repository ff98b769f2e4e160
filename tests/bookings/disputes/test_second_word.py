"""Disputes against who comes second, answers of nobody's, and what is unknown when the bank decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from bookings.disputes import actions, deadlines, evidence
from bookings.disputes.refunds import settle_due, settle_owed
from bookings.lifecycle import actions as visits
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt, Dispute, OwedRefund
from casaora.demo.scenes import Stage
from casaora.kit import clock
from payouts.ledger.models import Account
from tests.accounts.staff import enter, finance
from tests.bookings.disputes.scenes import QUARREL, all_is_well, at_stage, closed, of_ours, opened, told
from tests.bookings.supplements.scenes import paid, tipping

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def row(stage: Stage) -> Dispute:
    opened(stage, at_stage(stage, "clearing"))
    return Dispute.objects.select_related("payment").get()


def test_a_loss_that_is_accepted_twice_is_accepted_once(row: Dispute) -> None:
    first = actions.accept(dispute_id=row.pk, by=finance(), at=clock.now())
    again = actions.accept(dispute_id=row.pk, by=finance(), at=clock.now() + HOUR)
    assert again.accepted_at == first.accepted_at


def test_a_bank_is_not_answered_while_something_of_the_payment_is_unknown(row: Dispute) -> None:
    waits = Attempt.objects.create(payment=row.payment, step="cancel", operation=Attempt.REFUND, key="x", opened_at=clock.now(), by_role="staff")
    with pytest.raises(BeingConfirmed):
        evidence.submit(dispute_id=row.pk, by=finance(), at=clock.now())
    Attempt.objects.filter(pk=waits.pk).update(outcome="refused")
    evidence.submit(dispute_id=row.pk, by=finance(), at=clock.now())
    row.refresh_from_db()
    assert row.evidence_sent_at is not None


def test_what_a_bank_keeps_is_not_divided_while_a_refund_is_unknown(stage: Stage, row: Dispute) -> None:
    waits = Attempt.objects.create(payment=row.payment, step="cancel", operation=Attempt.REFUND, key="x", opened_at=clock.now(), by_role="staff")
    stage.sim.disputes.close(row.processor_id, "lost")
    with pytest.raises(BeingConfirmed):
        told(stage)
    row.refresh_from_db()
    assert (row.outcome, row.lost_minor) == ("", 0)
    Attempt.objects.filter(pk=waits.pk).update(outcome="refused")
    deadlines.read_again(clock.now() + timedelta(hours=21))
    row.refresh_from_db()
    assert row.lost_minor == row.amount_minor
    all_is_well()


def test_a_status_that_is_new_is_written_and_announced_once(stage: Stage, row: Dispute, caplog: pytest.LogCaptureFixture) -> None:
    stage.sim.disputes.close(row.processor_id, "under_review")
    stage.sim.take_events()
    with caplog.at_level("INFO"):
        assert deadlines.find_lost(clock.now() + HOUR) == {"done": 1}
    assert "dispute_opened" not in caplog.text
    assert "dispute_untold" not in caplog.text


def test_the_refund_of_a_tip_is_its_own_packages_to_settle(stage: Stage) -> None:
    given = paid(stage, tipping(stage))
    payment = given.payment
    assert payment is not None
    OwedRefund.objects.create(payment=payment, amount_minor=100, currency="COP", reason="x", parts={}, by_role="staff", decided_at=clock.now())
    assert settle_owed(payment.pk, clock.now()) is False


def test_a_refund_that_waits_is_not_given_while_another_dispute_is_open(stage: Stage) -> None:
    booking = stage.confirmed()
    first = opened(stage, booking, amount=3_000_000)
    visits.cancel(reference=booking.reference, by=stage.as_professional, at=stage.at, why="Estoy enferma.")
    opened(stage, booking, amount=1_000_000)
    closed(stage, first, "won")
    settle_owed(booking.payment_id, clock.now())
    assert settle_due(clock.now() + HOUR) == {}
    assert (OwedRefund.objects.get().settled_at, stage.sim.objects("refund")) == (None, [])


def test_the_pages_of_a_dispute_whose_time_is_over_and_of_a_visit_that_never_began(client: Client, stage: Stage) -> None:
    opened(stage, stage.confirmed(), QUARREL)
    row = Dispute.objects.get()
    assert row.evidence_due_by is not None
    clock.set_to(row.evidence_due_by + HOUR)
    enter(client, User.objects.get(pk=finance().person_id))
    shown = client.get(f"/admin/bookings/dispute/{row.pk}/change/").content.decode()
    assert "Its time is over" in shown
    assert "was let in" not in shown


def test_an_answer_whose_fate_is_unknown_is_said_on_the_list(client: Client, stage: Stage, row: Dispute) -> None:
    stage.sim.faults.add("submit_evidence", "timeout_before")
    enter(client, User.objects.get(pk=finance().person_id))
    act = {"action": "submit_evidence", "_selected_action": [row.pk], "why": ""}
    assert "has not taken it yet" in client.post("/admin/bookings/dispute/", act, follow=True).content.decode()
    assert of_ours(Account.DISPUTED) == row.amount_minor
