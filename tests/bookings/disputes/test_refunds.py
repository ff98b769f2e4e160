"""While a bank has a payment nothing is refunded; what was given back before is not lost twice; what waits is given, or no longer due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.notifications.models import Notice
from bookings.disputes import deadlines
from bookings.lifecycle import actions
from bookings.lifecycle.claims import locked
from bookings.lifecycle.models import Booking
from bookings.payments import records as money
from bookings.payments.models import Dispute, OwedRefund, Refund
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.ledger.models import Account
from tests.bookings.disputes.scenes import all_is_well, at_stage, closed, earning, is_held, of_hers, of_ours, opened

pytestmark = pytest.mark.django_db


def refund(booking: Booking, amount: Money) -> Any:
    with transaction.atomic(), as_verb():
        return money.open_refund(locked(reference=booking.reference).payment, amount=amount, step="cancel", reason="x", by=By("staff", 1), at=clock.now())


def test_no_refund_while_a_dispute_is_open(stage: Stage) -> None:
    booking = at_stage(stage, "clearing")
    dispute_id = opened(stage, booking)
    with pytest.raises(money.Disputed):
        refund(booking, booking.total)
    closed(stage, dispute_id, "won")
    assert refund(booking, booking.total)


def test_nothing_is_left_to_refund_after_it_was_lost(stage: Stage) -> None:
    booking = at_stage(stage, "clearing")
    closed(stage, opened(stage, booking, amount=5_000_000), "lost")
    with pytest.raises(money.TooMuch):
        refund(booking, booking.total)
    assert refund(booking, booking.total - Money(5_000_000, "COP"))


def test_an_inquiry_may_be_answered_with_a_refund(stage: Stage) -> None:
    booking = at_stage(stage, "clearing")
    opened(stage, booking, status="warning_needs_response")
    assert refund(booking, booking.total)


def half_back(stage: Stage) -> Booking:
    """Canceled 13 hours before the start: half goes back."""
    booking = stage.confirmed()
    clock.set_to(booking.starts_at - timedelta(hours=13))
    return actions.cancel(reference=booking.reference, by=stage.as_customer, at=clock.now())


def test_what_went_back_before_is_not_lost_twice(stage: Stage) -> None:
    booking = half_back(stage)
    row = closed(stage, opened(stage, booking, amount=booking.total.minor, reason="product_not_received"), "lost")
    half = booking.total.basis_points(5_000).minor
    assert (row.lost_minor, row.beyond_minor, row.borne_minor) == (booking.total.minor, half, half)
    assert earning(booking).state == "reversed"
    assert (of_hers(booking, Account.HELD_FOR_PROFESSIONALS), of_ours(Account.REFUNDS_BORNE), of_ours(Account.DISPUTED)) == (0, half, 0)
    all_is_well()


@pytest.mark.parametrize("ends", ["won", "lost"])
def test_a_visit_can_be_canceled_and_the_refund_waits_for_the_bank(stage: Stage, ends: str) -> None:
    booking = stage.confirmed()
    dispute_id = opened(stage, booking)
    clock.set_to(booking.starts_at - timedelta(hours=13))
    after = actions.cancel(reference=booking.reference, by=stage.as_customer, at=clock.now())
    half = booking.total.basis_points(5_000)
    owed = OwedRefund.objects.get()
    assert (after.state, owed.amount, owed.settled_at, Refund.objects.count()) == ("canceled", half, None, 0)
    said = Notice.objects.get(kind="booking_canceled").context
    assert (said["waiting"]["minor"], said["refund"]["minor"], said["kept"]["minor"]) == (half.minor, 0, booking.earning.basis_points(5_000).minor)
    all_is_well()
    closed(stage, dispute_id, ends)
    owed.refresh_from_db()
    assert owed.outcome == ("refunded" if ends == "won" else "not_due")
    assert sum(r["amount"] for r in stage.sim.objects("refund")) == (half.minor if ends == "won" else 0)
    assert earning(booking).amount.minor == (booking.earning.basis_points(5_000).minor if ends == "won" else 0)
    assert Notice.objects.filter(kind="dispute_refunded").count() == (ends == "won")
    assert not is_held(booking)
    all_is_well()


def test_what_the_bank_gave_counts_towards_what_waited(stage: Stage) -> None:
    booking = stage.confirmed()
    dispute_id = opened(stage, booking, amount=3_000_000)
    actions.cancel(reference=booking.reference, by=stage.as_professional, at=stage.at, why="Estoy enferma.")
    closed(stage, dispute_id, "lost")
    assert [r["amount"] for r in stage.sim.objects("refund")] in ([], [booking.total.minor - 3_000_000])
    charge = stage.sim.store.get(str(booking.payment.charge_id), "charge")
    assert charge is not None
    stage.sim.store.save({**charge, "disputed": False})  # what is left of it may be refunded
    deadlines.read_again(clock.now() + timedelta(hours=3))
    assert [r["amount"] for r in stage.sim.objects("refund")] == [booking.total.minor - 3_000_000]
    assert (earning(booking).state, of_ours(Account.SERVICE_FEES_UNEARNED)) == ("reversed", 0)
    all_is_well()


def test_a_refund_without_an_answer_is_read_again_and_the_hold_stays_until_then(stage: Stage) -> None:
    booking = stage.confirmed()
    dispute_id = opened(stage, booking)
    actions.cancel(reference=booking.reference, by=stage.as_professional, at=stage.at, why="Estoy enferma.")
    stage.sim.faults.add("refund", "timeout_after")
    closed(stage, dispute_id, "won")
    assert (OwedRefund.objects.get().settled_at, is_held(booking)) == (None, True)
    from bookings.lifecycle.deadlines import settle_unknown

    settle_unknown(clock.now() + timedelta(minutes=10))
    assert OwedRefund.objects.get().outcome == "refunded"
    assert len(stage.sim.objects("refund")) == 1
    assert not is_held(booking)
    all_is_well()


def test_a_bank_that_comes_between_claim_and_call_wins(stage: Stage) -> None:
    booking = stage.confirmed()
    stage.sim.disputes.open(str(actions.read(booking.reference).payment.charge_id), reason="duplicate")
    after = actions.cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert (after.state, Refund.objects.get().state) == ("confirmed", "failed")
    from tests.bookings.disputes.scenes import told

    told(stage)
    after = actions.cancel(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert (after.state, OwedRefund.objects.count(), Dispute.objects.count()) == ("canceled", 1, 1)
    all_is_well()


def test_nobody_came_and_the_bank_had_the_payment(stage: Stage) -> None:
    booking = stage.confirmed()
    dispute_id = opened(stage, booking)
    clock.set_to(booking.starts_at + timedelta(minutes=45))
    actions.professional_no_show(reference=booking.reference, by=stage.as_customer, at=clock.now())
    assert OwedRefund.objects.get().amount == booking.total
    closed(stage, dispute_id, "lost")
    assert (OwedRefund.objects.get().outcome, earning(booking).state) == ("not_due", "reversed")
    all_is_well()


@pytest.mark.parametrize("hours", [30, 13])
def test_a_visit_of_which_the_bank_gave_a_part_is_canceled_for_the_rest(stage: Stage, hours: int) -> None:
    booking = stage.confirmed()
    closed(stage, opened(stage, booking, amount=3_000_000), "lost")
    charge = stage.sim.store.get(str(actions.read(booking.reference).payment.charge_id), "charge")
    assert charge is not None
    stage.sim.store.save({**charge, "disputed": False})
    actions.cancel(reference=booking.reference, by=stage.as_customer, at=booking.starts_at - timedelta(hours=hours))
    due = booking.total if hours == 30 else booking.total.basis_points(5_000)
    assert [r["amount"] for r in stage.sim.objects("refund")] == [due.minor - 3_000_000]
    assert (earning(booking).state == "reversed") == (hours == 30)
    all_is_well()


def test_what_a_bank_gave_before_the_cancellation_is_not_taken_off_what_waits_again(stage: Stage) -> None:
    booking = stage.confirmed()
    closed(stage, opened(stage, booking, amount=5_000_000), "lost")
    dispute_id = opened(stage, booking, amount=1_000_000)
    clock.set_to(booking.starts_at - timedelta(hours=30))
    actions.cancel(reference=booking.reference, by=stage.as_professional, at=clock.now())
    assert OwedRefund.objects.get().amount_minor == booking.total_minor - 5_000_000
    closed(stage, dispute_id, "won")
    assert Refund.objects.get().amount_minor == booking.total_minor - 5_000_000
    assert (earning(booking).state, of_ours(Account.DISPUTED)) == ("reversed", 0)
    all_is_well()
