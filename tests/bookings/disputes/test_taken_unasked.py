"""Money that should never have been taken goes back, whatever a bank does with it meanwhile; and a bank's word never stops a record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.disputes import deadlines as watch
from bookings.disputes.refunds import settle_due
from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.models import Booking
from bookings.payments.models import Attempt, OwedRefund, Payment, Refund
from bookings.supplements import actions as supplements
from bookings.supplements.deadlines import run_due
from bookings.supplements.models import Supplement
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.stripe import gateway
from payouts.ledger.models import Account
from tests.bookings.disputes.scenes import all_is_well, closed, of_ours, told
from tests.bookings.supplements.scenes import pay, tipping

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def by_hand(payment: Payment) -> None:
    """Somebody captures the hold on the processor's own pages."""
    gateway.capture(str(payment.intent_id), amount=payment.amount, key="by hand")


def questioned(stage: Stage, payment: Payment, **more: int) -> str:
    dispute = stage.sim.disputes.open(str(payment.charge_id), reason="product_unacceptable", **more)
    told(stage)
    return str(dispute["id"])


def undisputed(stage: Stage, payment: Payment) -> None:
    """What a bank has left of a charge may be refunded."""
    charge = stage.sim.store.get(str(payment.charge_id), "charge")
    assert charge is not None
    stage.sim.store.save({**charge, "disputed": False})


def withdrawn(stage: Stage, booking: Booking) -> Booking:
    return actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at + HOUR)


def given(stage: Stage) -> list[int]:
    return [refund["amount"] for refund in stage.sim.objects("refund")]


@pytest.mark.parametrize("ends", ["won", "lost"])
def test_a_bank_that_has_it_is_waited_for(stage: Stage, ends: str) -> None:
    booking = stage.authorized()
    by_hand(booking.payment)
    dispute_id = questioned(stage, booking.payment)
    assert withdrawn(stage, booking).state == "canceled"
    assert (given(stage), OwedRefund.objects.get().amount) == ([], booking.total)
    deadlines.give_back_due(stage.at + 2 * HOUR)
    assert given(stage) == []
    closed(stage, dispute_id, ends)
    assert given(stage) == ([booking.total_minor] if ends == "won" else [])
    assert OwedRefund.objects.get().settled_at is not None
    assert (of_ours(Account.SERVICE_FEES_UNEARNED), of_ours(Account.SUSPENSE)) == (0, 0)
    assert not Attempt.objects.filter(outcome="").exists()
    all_is_well()


@pytest.mark.parametrize(("kept", "rest"), [(3_000_000, True), (None, False)])
def test_what_a_bank_kept_before_is_not_given_twice(stage: Stage, kept: int | None, *, rest: bool) -> None:
    booking = stage.authorized()
    by_hand(booking.payment)
    closed(stage, questioned(stage, booking.payment, amount=kept or booking.total_minor), "lost")
    undisputed(stage, booking.payment)
    assert withdrawn(stage, booking).state == "canceled"
    assert given(stage) == ([booking.total_minor - (kept or 0)] if rest else [])
    deadlines.give_back_due(stage.at + 2 * HOUR)
    assert len(given(stage)) == rest
    assert not Attempt.objects.filter(outcome="").exists()
    assert of_ours(Account.SUSPENSE) == (kept or booking.total_minor)  # the bank decided before the capture was known: for a person


def test_the_clocks_new_try_is_of_the_refund_not_of_the_last_attempt(stage: Stage) -> None:
    booking = stage.authorized()
    by_hand(booking.payment)
    stage.sim.faults.add("refund", "decline")
    withdrawn(stage, booking)
    assert Refund.objects.get().state == "failed"
    Refund.objects.update(processor_id=None)
    payment = Payment.objects.get()
    Attempt.objects.create(
        payment=payment, step="evidence", operation=Attempt.EVIDENCE, key="x", opened_at=stage.at + HOUR, outcome="succeeded", by_role="staff"
    )
    deadlines.give_back_due(stage.at + 3 * HOUR)
    assert given(stage)[-1:] == [booking.total_minor]
    assert Refund.objects.filter(state="succeeded").count() == 1
    all_is_well()


def unasked_tip(stage: Stage) -> tuple[Supplement, Payment]:
    """A tip whose page the customer left, and that was paid and taken all the same."""
    tip = tipping(stage)
    assert tip.payment is not None
    pay(stage, tip)
    session = gateway.read_checkout(str(tip.payment.session_id))
    gateway.capture(str(session.intent_id), amount=tip.total, key="by hand")
    Payment.objects.filter(pk=tip.payment_id).update(state=Payment.HELD, intent_id=session.intent_id)
    Supplement.objects.filter(pk=tip.pk).update(state="expired")
    payment = Payment.objects.get(pk=tip.payment_id)
    Payment.objects.filter(pk=tip.payment_id).update(charge_id=gateway.read_hold(str(session.intent_id)).charge_id)
    payment.refresh_from_db()
    return tip, payment


def of_tip(stage: Stage, tip: Supplement) -> list[int]:
    return [r["amount"] for r in stage.sim.objects("refund") if r["amount"] <= tip.total_minor]


@pytest.mark.parametrize("ends", ["won", "lost"])
def test_a_tip_that_was_taken_unasked_waits_for_the_bank_too(stage: Stage, ends: str) -> None:
    tip, payment = unasked_tip(stage)
    dispute_id = questioned(stage, payment)
    run_due(tip.made_at + HOUR)
    payment.refresh_from_db()
    assert (payment.state, of_tip(stage, tip)) == (Payment.CAPTURED, [])
    run_due(tip.made_at + 2 * HOUR)
    closed(stage, dispute_id, ends)
    for hours in (3, 4):
        assert "failed" not in run_due(tip.made_at + hours * HOUR)
    assert of_tip(stage, tip) == ([tip.total_minor] if ends == "won" else [])
    assert not Attempt.objects.filter(outcome="").exists()
    all_is_well()
    assert supplements.read(tip.reference).state == "expired"


def test_a_refund_that_never_reached_the_processor_is_made_again_after_the_banks_word(stage: Stage) -> None:
    booking = stage.confirmed()
    dispute_id = questioned(stage, actions.read(booking.reference).payment)
    actions.cancel(reference=booking.reference, by=stage.as_professional, at=stage.at, why="Estoy enferma.")
    stage.sim.disputes.close(dispute_id, "won")
    for _try in (1, 2):
        stage.sim.faults.add("refund", "decline")
    watch.read_again(clock.now() + timedelta(hours=21))
    assert ({refund.state for refund in Refund.objects.all()}, OwedRefund.objects.get().settled_at) == ({"failed"}, None)
    assert settle_due(clock.now() + HOUR) == {"done": 1}
    assert OwedRefund.objects.get().outcome == "refunded"
    all_is_well()


def test_a_part_that_waited_is_posted_as_that_part(stage: Stage) -> None:
    booking = stage.authorized()
    by_hand(booking.payment)
    dispute_id = questioned(stage, booking.payment, amount=3_000_000)
    withdrawn(stage, booking)
    OwedRefund.objects.update(amount_minor=1_150_000)
    closed(stage, dispute_id, "won")
    part = Money(1_150_000, "COP")
    fee = part.split([booking.earning_minor, booking.total_minor - booking.earning_minor])[1]
    assert given(stage) == [part.minor]
    assert of_ours(Account.SERVICE_FEES_UNEARNED) == -(booking.total_minor - booking.earning_minor - fee.minor)
