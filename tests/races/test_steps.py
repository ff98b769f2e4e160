"""accept × decline × withdraw × auto-decline × webhook, in every pairing: exactly one outcome, exactly one capture or release."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.authorization import authorize
from bookings.lifecycle.claims import NotNow, NotYours, claim
from bookings.lifecycle.models import Booking
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import CLOCK
from casaora.stripe import gateway
from payouts.ledger.models import Entry
from tests.racing import ROUNDS, Finish, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
#: What each contender leads to when it has the last word.
ENDS = {
    "accept": "confirmed",
    "decline": "declined",
    "withdraw": "canceled",
    "auto_decline": "declined",
    "authorize": "authorized",
}
ANSWERS = ("accept", "decline", "withdraw", "auto_decline")


def contender(name: str, stage: Stage, booking: Booking) -> Callable[[], Any]:
    """The call of one contender. The clock's looks at the deadline, so it is given a moment past it."""
    at: datetime = stage.at + timedelta(minutes=5)
    late = booking.respond_by or stage.at + timedelta(hours=25)

    def auto_decline() -> object:
        attempt = claim(reference=booking.reference, step="auto_decline", by=CLOCK, at=late)
        return attempt and deadlines.attempt_and_record(attempt, late)

    calls: dict[str, Callable[[], Any]] = {
        "accept": lambda: actions.accept(reference=booking.reference, by=stage.as_professional, at=at),
        "decline": lambda: actions.decline(reference=booking.reference, by=stage.as_professional, at=at),
        "withdraw": lambda: actions.withdraw(reference=booking.reference, by=stage.as_customer, at=at),
        "auto_decline": auto_decline,
        "webhook": lambda: authorize(reference=booking.payment.reference, at=at),
    }
    return calls[name]


def end(stage: Stage, booking: Booking, results: list[Any]) -> str:
    """The steps that won, in order, after everything that may come late has come; the money agrees with the state, once."""
    assert all(not isinstance(r, Exception) or isinstance(r, BeingConfirmed | NotNow | NotYours) for r in results), results
    authorize(reference=booking.payment.reference, at=stage.at)  # the webhook comes again, as it does
    after = actions.read(booking.reference)
    moves = [s.step for s in after.steps.order_by("pk") if s.step in ENDS]
    assert after.state == ENDS[moves[-1]]
    session = gateway.read_checkout(after.payment.session_id or "")
    captures = Entry.objects.filter(kind="capture", subject=booking.reference).count()
    expected = {"confirmed": ("succeeded", 1), "authorized": ("requires_capture", 0)}
    hold = gateway.read_hold(session.intent_id or "")
    assert (hold.status, captures) == expected.get(after.state, ("canceled", 0))
    assert not Attempt.objects.filter(outcome="").exists()
    return ", ".join(moves)


@pytest.mark.parametrize("pair", [*itertools.combinations_with_replacement(ANSWERS, 2)], ids=" × ".join)
def test_exactly_one_of_two_wins(stage: Stage, finish: Finish, pair: tuple[str, str]) -> None:
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        booking = book(stage)
        results = together([contender(name, stage, booking) for name in pair], round_=round_)
        winners[end(stage, booking, results).removeprefix("authorize, ")] += 1
    finish(" × ".join(pair), winners, legal=pair)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_and_the_first_word_of_the_hold(stage: Stage, finish: Finish, name: str) -> None:
    """The page is paid and its webhook arrives while somebody acts: nobody can answer a request that is not there yet."""
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        booking = book(stage, told=False)
        results = together([contender("webhook", stage, booking), contender(name, stage, booking)], round_=round_)
        winners[end(stage, booking, results)] += 1
    # A paid page cannot be closed: whoever withdraws finds the hold, and gives it back.
    legal = ["authorize, withdraw"] if name == "withdraw" else ["authorize", f"authorize, {name}"]
    finish(f"{name} × webhook", winners, legal=legal)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_and_the_same_webhook_again(stage: Stage, finish: Finish, name: str) -> None:
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        booking = book(stage)
        results = together([contender("webhook", stage, booking), contender(name, stage, booking)], round_=round_)
        winners[end(stage, booking, results)] += 1
    finish(f"{name} × webhook again", winners, legal=[f"authorize, {name}"])


def book(stage: Stage, *, told: bool = True) -> Booking:
    """A booking with its hold in place, and told so or not. One customer's limits, and the slot that an accepted booking keeps,
    are not the subject here: earlier rounds are moved out of their sight."""
    clock.set_to(stage.at)  # a slow machine must not let the rounds outlive the page
    Booking.objects.filter(state="authorized").update(state="expired")
    Booking.objects.update(created_at=stage.at - timedelta(days=30), occupied="empty")
    if told:
        return stage.authorized()
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    return booking
