"""Tips and extra time at the same moment as the clock, a second worker, the customer's second thoughts, or another booking."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from bookings.lifecycle import actions as visits
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.models import Booking
from bookings.lifecycle.proposals import TimeTaken
from bookings.lifecycle.requests import SlotTaken, request
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt, Payment
from bookings.supplements import actions
from bookings.supplements.authorization import authorize
from bookings.supplements.models import Supplement
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import CLOCK, By
from payouts.ledger.models import Entry
from tests.accounts.staff import finance
from tests.bookings.supplements.scenes import pay, proposed, tipping
from tests.racing import ROUNDS, Finish, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


def afresh(stage: Stage) -> None:
    """Earlier rounds, and one person's limits, are not the subject here."""
    clock.set_to(stage.at)
    Booking.objects.update(created_at=stage.at - timedelta(days=30), occupied="empty", state="expired")
    Payment.objects.update(created_at=stage.at - timedelta(days=30))


def paying(stage: Stage, booking: Booking) -> Supplement:
    Payment.objects.exclude(kind="visit").update(created_at=stage.at - timedelta(days=30))
    given = tipping(stage, booking, 3_000)
    pay(stage, given)
    return given


def captures(given: Supplement) -> int:
    assert not Attempt.objects.filter(outcome="").exists()
    return Entry.objects.filter(kind="tip", subject=given.reference).count()


def test_two_workers_see_the_same_hold(stage: Stage, finish: Finish) -> None:
    winners: Counter[str] = Counter()
    booking = stage.completed()
    for round_ in range(ROUNDS):
        given = paying(stage, booking)
        reference = given.payment.reference if given.payment else ""
        calls = [lambda r=reference, at=given.made_at: authorize(reference=r, at=at)] * 2
        results = together(calls, round_=round_)
        assert all(isinstance(r, Supplement | BeingConfirmed) for r in results), results
        assert (actions.read(given.reference).state, captures(given)) == ("paid", 1)
        winners["captured once"] += 1
        actions.refund(reference=given.reference, by=finance(), at=given.made_at, why="A round of a race.")
    finish("webhook × webhook of a tip", winners, legal=["captured once"])


def test_second_thoughts_and_the_hold(stage: Stage, finish: Finish) -> None:
    winners: Counter[str] = Counter()
    booking = stage.completed()
    for round_ in range(ROUNDS):
        given = paying(stage, booking)
        reference = given.payment.reference if given.payment else ""
        calls = [
            lambda r=reference, at=given.made_at: authorize(reference=r, at=at),
            lambda r=given.reference, at=given.made_at: actions.leave(reference=r, by=stage.as_customer, at=at),
        ]
        results = together(calls, round_=round_)
        assert all(isinstance(r, Supplement | BeingConfirmed | NotNow) for r in results), results
        authorize(reference=reference, at=given.made_at)  # the webhook comes again, as it does
        state = actions.read(given.reference).state
        assert captures(given) == int(state == "paid")
        assert Payment.objects.get(reference=reference).state == {"paid": "captured", "canceled": "released"}[state]
        winners[state] += 1
        if state == "paid":
            actions.refund(reference=given.reference, by=finance(), at=given.made_at, why="A round of a race.")
    finish("leave × webhook of a tip", winners, legal=["paid", "canceled"])


def test_a_yes_and_the_clock(stage: Stage, finish: Finish) -> None:
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        afresh(stage)
        wanted = proposed(stage, stage.started())
        at = wanted.answer_by or stage.at
        calls = [
            lambda r=wanted.reference, at=at: actions.approve_extra_time(reference=r, by=stage.as_customer, at=at - timedelta(seconds=1), language="en"),
            lambda r=wanted.reference, at=at: actions.refuse_extra_time(reference=r, by=CLOCK, at=at),
        ]
        results = together(calls, round_=round_)
        assert sum(isinstance(r, Supplement) for r in results) == 1, results
        assert sum(isinstance(r, NotNow | BeingConfirmed) for r in results) == 1, results
        after = actions.read(wanted.reference)
        assert (after.payment is None) == (after.state == "refused")
        kept = visits.read(wanted.booking.reference).occupied.upper > wanted.booking.occupied.upper - timedelta(minutes=1)
        assert kept == (after.state == "pending_payment")
        winners[after.state] += 1
    finish("approve × the clock", winners, legal=["pending_payment", "refused"])


def test_extra_time_and_another_booking_at_that_time(stage: Stage, finish: Finish) -> None:
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        afresh(stage)
        booking = stage.started()
        clock.set_to(stage.at)
        wish = stage.wish(customer=cast.customer(f"Cliente {round_}", "Prueba"), starts_at=booking.ends_at + timedelta(hours=1), minutes=120)
        person = stage.customer.__class__.objects.order_by("-pk").values_list("pk", flat=True)[0]
        calls = [
            lambda r=booking.reference, at=booking.ends_at - timedelta(hours=1): actions.propose_extra_time(
                reference=r, minutes=60, by=stage.as_professional, at=at
            ),
            lambda w=wish, who=person: request(wish=w, by=By("customer", who), at=stage.at),
        ]
        results = together(calls, round_=round_)
        assert sum(isinstance(r, Booking | Supplement) for r in results) == 1, results
        assert all(isinstance(r, Booking | Supplement | TimeTaken | SlotTaken) for r in results), results
        winners["extra time" if isinstance(results[0], Supplement) else "request"] += 1
    finish("extra time × request", winners, legal=["extra time", "request"])
