"""A bank's dispute against a release, a payout, a refund, and against itself: whatever comes first, never more leaves than was captured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Sum

from bookings.disputes import actions as disputes
from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.models import Booking
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt, Dispute, OwedRefund, Refund
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.ops import invariants
from casaora.stripe import gateway
from payouts.batches import actions as batches
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger.models import Account, Entry, Posting
from tests.bookings.disputes.scenes import LATER, QUARREL, planned
from tests.racing import ROUNDS, Finish, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def fresh(stage: Stage, *, done: bool) -> Booking:
    """Another booking of the same hour; those before it are long gone."""
    clock.set_to(stage.at)
    Booking.objects.update(created_at=stage.at - timedelta(days=30), occupied="empty")
    return stage.completed() if done else stage.confirmed()


def disputed(stage: Stage, booking: Booking) -> str:
    return str(stage.sim.disputes.open(str(actions.read(booking.reference).payment.charge_id), reason=QUARREL)["id"])


def reading(dispute_id: str) -> Callable[[], Any]:
    """What was read is written: the question itself is asked before the race, or whoever asks nobody would always win."""
    said = gateway.read_dispute(dispute_id)
    return lambda: disputes.record(said, clock.now())


def sound() -> None:
    """Nothing is gone twice, and the ledger's disputed money is the disputes'."""
    for check in (invariants.captured_payments_are_booked_once, invariants.nothing_is_paid_twice, invariants.disputes_are_in_the_books):
        assert check(clock.now()) == []


def test_dispute_against_release(stage: Stage, finish: Finish) -> None:
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        booking = fresh(stage, done=True)
        clock.set_to(LATER)
        deadlines.post_fees(LATER)
        results = together([reading(disputed(stage, booking)), lambda: earnings.release_cleared(LATER)], round_=round_)
        assert not [r for r in results if isinstance(r, Exception)], results
        earning = Earning.objects.get(reference=booking.reference)
        assert earning.holds.filter(closed_at=None).count() == 1
        winners["dispute" if earning.state == "clearing" else "release"] += 1
        sound()
    finish("dispute × release", winners, legal=("dispute", "release"))


def test_dispute_against_a_payout(stage: Stage, finish: Finish) -> None:
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        Earning.objects.filter(state="payable").update(state="reversed")
        booking = fresh(stage, done=True)
        clock.set_to(LATER)
        deadlines.post_fees(LATER)
        earnings.release_cleared(LATER)
        if round_ == 0:
            planned(stage, booking, is_sent=False)
        else:
            stage.sim.banks.top_up(10**9)  # what goes out must be there: some seventy rounds empty what the first had
            _planned_again(booking, round_)
        at = LATER + timedelta(days=7 * round_)
        clock.set_to(at)
        results = together([reading(disputed(stage, booking)), lambda at=at: batches.send_due(at)], round_=round_)  # type: ignore[misc]
        assert not [r for r in results if isinstance(r, Exception)], results
        batches.settle_unknown(at + timedelta(minutes=10))
        state = Earning.objects.get(reference=booking.reference).state
        assert state in ("paid", "payable")
        winners["payout" if state == "paid" else "dispute"] += 1
        sound()
    finish("dispute × payout", winners, legal=("dispute", "payout"))


def _planned_again(booking: Booking, round_: int) -> None:
    at = LATER + timedelta(days=7 * round_)
    Earning.objects.filter(reference=booking.reference).update(payable_at=at - timedelta(hours=1))
    batches.plan_due(at)


def test_dispute_against_a_refund(stage: Stage, finish: Finish) -> None:
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        booking = fresh(stage, done=False)
        dispute_id = disputed(stage, booking)
        cancel = lambda reference=booking.reference: actions.cancel(reference=reference, by=stage.as_customer, at=stage.at)  # noqa: E731
        results = together([reading(dispute_id), cancel], round_=round_)
        assert all(not isinstance(r, Exception) or isinstance(r, BeingConfirmed | NotNow) for r in results), results
        payment = actions.read(booking.reference).payment
        waits = OwedRefund.objects.filter(payment=payment).exists()
        assert Refund.objects.filter(payment=payment, state="succeeded").count() == 0  # the bank has the money: the processor refuses it too
        winners["dispute" if waits else "refund"] += 1
        assert not Attempt.objects.filter(outcome="").exists()
        sound()
    finish("dispute × refund", winners, legal=("dispute", "refund"), note="refund: asked for, and refused by the processor")


def test_one_dispute_read_by_two(stage: Stage, finish: Finish) -> None:
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        booking = fresh(stage, done=True)
        dispute_id = disputed(stage, booking)
        if round_ % 2:
            stage.sim.disputes.close(dispute_id, "lost")
        results = together([reading(dispute_id), reading(dispute_id)], round_=round_)
        assert not [r for r in results if isinstance(r, Exception)], results
        assert Entry.objects.filter(kind="dispute_opened", subject=booking.reference).count() == 1
        assert Entry.objects.filter(kind="dispute_lost", subject=booking.reference).count() == round_ % 2
        winners["once"] += 1
        sound()
    open_sum = Dispute.objects.filter(closed_at=None).aggregate(sum=Sum("taken_minor"))["sum"] or 0
    assert Posting.objects.filter(account=Account.DISPUTED).aggregate(sum=Sum("amount_minor"))["sum"] == open_sum
    finish("reading × reading", winners, legal=("once",))
