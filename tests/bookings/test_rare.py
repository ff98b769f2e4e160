"""What happens once a year: a job whose time is up, a hold without an end, a charge without a fee, a payment whose visit is not there."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.places.models import Neighborhood
from bookings.disputes import deadlines as disputes
from bookings.disputes import evidence
from bookings.issues.models import Ruling
from bookings.lifecycle import actions, deadlines, requests
from bookings.lifecycle.authorization import respond_by
from bookings.lifecycle.models import Booking
from bookings.payments.models import Attempt, Dispute, Payment
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.kit.steps import By
from casaora.stripe import gateway
from payouts.batches import transfers
from payouts.connect import actions as connect
from payouts.earnings.models import Earning
from payouts.ledger.models import Entry
from tests.accounts.staff import enter, finance
from tests.bookings.disputes.scenes import QUARREL, at_stage, closed, opened, planned, told
from tests.bookings.disputes.test_taken_unasked import by_hand, withdrawn
from tests.bookings.issues.scenes import again, answered, cop, decide

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def out_of_time(monkeypatch: pytest.MonkeyPatch, *modules: ModuleType) -> None:
    for module in modules:
        monkeypatch.setattr(module, "SECONDS", -1)


def test_a_job_whose_time_is_up_leaves_the_rest_to_its_next_tick(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = at_stage(stage, "payable")
    opened(stage, booking)
    planned(stage, booking, is_sent=False)
    stage.sim.faults.add("read_dispute", "timeout_before")
    later = clock.now() + timedelta(hours=21)
    Attempt.objects.create(payment=booking.payment, step="cancel", operation=Attempt.REFUND, key="x", opened_at=clock.now(), by_role="staff")
    with monkeypatch.context() as patch:
        out_of_time(patch, deadlines, disputes, transfers, connect)
        for job in (deadlines.settle_unknown, disputes.read_again, disputes.find_lost, transfers.send_due, transfers.settle_unknown, connect.refresh_waiting):
            assert not any(job(later).values()), job
    assert stage.sim.objects("transfer") == []


def test_a_hold_without_an_end_is_answered_within_a_day(stage: Stage) -> None:
    wanted = {"authorized_at": stage.at, "starts_at": stage.at + timedelta(days=9)}
    assert respond_by(**wanted, capture_before=None) == stage.at + timedelta(hours=24)
    assert respond_by(**wanted, capture_before=stage.at + 20 * HOUR) == stage.at + 8 * HOUR


def test_a_visit_that_a_bank_took_all_of_is_completed_without_pay(stage: Stage) -> None:
    booking = stage.started()
    closed(stage, opened(stage, booking, QUARREL), "lost")
    done = actions.complete(reference=booking.reference, by=stage.as_professional, at=booking.ends_at)
    assert (done.state, Earning.objects.get().state) == ("completed", "reversed")


def test_a_home_that_nobody_has_found_proves_nothing(stage: Stage) -> None:
    booking = stage.confirmed()
    Booking.objects.update(latitude=None)
    assert actions.read(booking.reference).home is None


def test_a_stranger_may_take_no_step(stage: Stage) -> None:
    booking = stage.confirmed()
    assert booking.steps_open_to(By("customer", booking.professional_id), stage.at) == []


def test_a_home_outside_of_where_she_works_is_refused(stage: Stage) -> None:
    other = Neighborhood.objects.filter(city=stage.offering.professional.city).exclude(slug=stage.homes[1]).first()
    assert other is not None
    stage.offering.professional.served_areas.create(neighborhood=other)
    with pytest.raises(requests.NotServed):
        stage.requested()


def test_a_present_that_the_card_refuses_is_decided_anew(stage: Stage) -> None:
    issue = answered(stage)
    stage.sim.faults.add("refund", "decline")
    decide(issue, Ruling.GOODWILL, amount=cop(10_000))
    assert (again(issue).state, Entry.objects.filter(kind="goodwill").count()) == ("issue_review", 0)


def test_a_charge_without_a_fee_and_one_that_nobody_earned(stage: Stage) -> None:
    booking = stage.authorized()
    by_hand(booking.payment)
    withdrawn(stage, booking)
    charge = stage.sim.objects("charge")[0]
    movement = stage.sim.store.get(charge["balance_transaction"], "balance_transaction")
    assert movement is not None
    stage.sim.store.save({**movement, "fee": 0, "net": movement["amount"], "fee_details": []})
    assert deadlines.post_fees(stage.at + HOUR) == {"done": 1}
    assert Payment.objects.get().fee_posted_at is not None
    assert not Entry.objects.filter(kind="processor_fee").exists()


def test_another_refund_of_the_same_payment_is_not_taken_for_ours(stage: Stage) -> None:
    booking = stage.confirmed()
    gateway.refund(str(booking.payment.intent_id), amount=Money(100_000, "COP"), reference="RF-BYHAND", key="by hand")
    stage.sim.faults.add("refund", "timeout_before")
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=booking.starts_at - 13 * HOUR)
    deadlines.settle_unknown(stage.at + HOUR)
    deadlines.settle_unknown(booking.starts_at)
    assert actions.read(booking.reference).state == "canceled"
    assert sorted(refund["amount"] for refund in stage.sim.objects("refund")) == [100_000, booking.total.basis_points(5_000).minor]


def test_a_dispute_about_a_visit_that_is_not_there_is_shown_and_cannot_be_answered(client: Client, stage: Stage) -> None:
    opened(stage, at_stage(stage, "clearing"))
    Payment.objects.update(kind="tip", visit="CB-NOBODY")
    row = Dispute.objects.select_related("payment").get()
    with pytest.raises(evidence.NothingToSend):
        evidence.submit(dispute_id=row.pk, by=finance(), at=clock.now())
    enter(client, User.objects.get(pk=finance().person_id))
    shown: Any = client.get(f"/admin/bookings/dispute/{row.pk}/change/")
    assert row.payment.subject in shown.content.decode()


def test_a_movement_of_a_fee_alone_moves_no_price(stage: Stage) -> None:
    booking = at_stage(stage, "clearing")
    dispute_id = opened(stage, booking)
    said = stage.sim.store.get(dispute_id, "dispute")
    assert said is not None
    first = said["balance_transactions"][0]
    stage.sim.store.save({**said, "balance_transactions": [*said["balance_transactions"], {**first, "id": "txn_fee", "amount": 0, "fee": 500_000, "net": -500_000}]})
    disputes.read_again(clock.now() + timedelta(hours=21))
    row = Dispute.objects.get()
    assert (len(row.movements), row.taken_minor) == (2, booking.total_minor)
    told(stage)
    assert Entry.objects.filter(kind="dispute_fee").count() == 2
