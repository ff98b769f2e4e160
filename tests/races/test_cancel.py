"""cancel, no-show and start of a confirmed visit, in pairs: one of them wins, and the money goes one way, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.customers.models import Address
from bookings.lifecycle import actions
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.models import Booking
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt, Refund
from casaora.demo.scenes import Stage
from casaora.kit import clock
from payouts.earnings.models import Earning
from payouts.ledger.models import Entry
from tests.racing import ROUNDS, Finish, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
#: What each leads to when it wins, and whether everything goes back.
ENDS = {
    "cancel by customer": ("canceled", True), "cancel by professional": ("canceled", True), "start": ("in_progress", False),
    "no-show": ("canceled", True), "unattended": ("unattended", False),
    "nobody opened": ("canceled", False), "arrive": ("confirmed", False),
}  # fmt: skip
BEFORE = ("request", "authorize", "accept")
PAIRS = [
    ("cancel by customer", "cancel by professional"), ("cancel by customer", "cancel by customer"), ("cancel by customer", "start"),
    ("cancel by professional", "start"), ("no-show", "start"), ("no-show", "no-show"), ("no-show", "cancel by professional"),
    ("nobody opened", "cancel by professional"), ("nobody opened", "start"), ("nobody opened", "nobody opened"), ("arrive", "no-show"),
]  # fmt: skip


def contender(name: str, stage: Stage, booking: Booking, at: datetime) -> Callable[[], Any]:
    reference, customer, professional = booking.reference, stage.as_customer, stage.as_professional
    calls: dict[str, Callable[[], Any]] = {
        # By a day earlier, so that the whole price would go back.
        "cancel by customer": lambda: actions.cancel(reference=reference, by=customer, at=booking.starts_at - timedelta(hours=30)),
        "cancel by professional": lambda: actions.cancel(reference=reference, by=professional, at=at),
        "start": lambda: actions.start(reference=reference, by=professional, at=at),
        "no-show": lambda: actions.professional_no_show(reference=reference, by=customer, at=at),
        "nobody opened": lambda: actions.customer_no_show(reference=reference, by=professional, at=at, position=booking.home),
        # In the last second in which she can be there: half an hour later the household has its say.
        "arrive": lambda: actions.arrive(reference=reference, by=professional, at=booking.starts_at + timedelta(minutes=29), position=booking.home),
    }
    return calls[name]


def check(booking: Booking, results: list[Any], pair: tuple[str, str]) -> str:
    assert all(not isinstance(r, Exception) or isinstance(r, BeingConfirmed | NotNow) for r in results), results
    after = actions.read(booking.reference)
    taken = [s.step for s in after.steps.order_by("pk")]
    before = len(BEFORE) + ("nobody opened" in pair) + (after.unattended_at is not None)
    assert len(taken) == before + 1, taken  # nobody else's step was taken too
    won = next(name for name in pair if ENDS[name][0] == after.state and _did(after, name))
    refunded = Refund.objects.filter(payment=after.payment, state="succeeded").count()
    assert refunded == Entry.objects.filter(kind="refund", subject=after.reference).count() == int(ENDS[won][1])
    assert (Earning.objects.get(reference=after.reference).state == "reversed") == ENDS[won][1]
    assert not Attempt.objects.filter(outcome="").exists()
    return won


def _did(booking: Booking, name: str) -> bool:
    last = booking.steps.last()
    assert last is not None
    step, _, who = name.partition(" by ")
    return last.step == {"no-show": "professional_no_show", "nobody opened": "customer_no_show"}.get(step, step) and (not who or last.by_role == who)


@pytest.mark.parametrize("pair", PAIRS, ids=" × ".join)
def test_exactly_one_of_two_wins(stage: Stage, finish: Finish, pair: tuple[str, str]) -> None:
    winners: Counter[str] = Counter()
    Address.objects.update(latitude="4.65580", longitude="-74.05170", accuracy_m=12)
    for round_ in range(ROUNDS):
        clock.set_to(stage.at)
        Booking.objects.update(created_at=stage.at - timedelta(days=30), occupied="empty")
        booking = stage.confirmed()
        at = booking.starts_at + timedelta(minutes=45)
        if "nobody opened" in pair:
            actions.arrive(reference=booking.reference, by=stage.as_professional, at=booking.starts_at, position=booking.home)
        results = together([contender(name, stage, booking, at) for name in pair], round_=round_)
        winners[check(booking, results, pair)] += 1
    finish(" × ".join(pair), winners, legal=pair)
