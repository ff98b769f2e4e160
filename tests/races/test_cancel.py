"""cancel, no-show, attest and start of a confirmed visit, in pairs: one of them wins, and the money goes one way, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.lifecycle import actions, deadlines
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
    "no-show": ("canceled", True), "attest": ("completed", False), "unattended": ("unattended", False),
}  # fmt: skip
BEFORE = ("request", "authorize", "accept")
PAIRS = [
    ("cancel by customer", "cancel by professional"), ("cancel by customer", "cancel by customer"), ("cancel by customer", "start"),
    ("cancel by professional", "start"), ("no-show", "start"), ("no-show", "no-show"), ("attest", "no-show"), ("no-show", "cancel by professional"),
]  # fmt: skip


def contender(name: str, stage: Stage, booking: Booking, at: datetime) -> Callable[[], Any]:
    reference, customer, professional = booking.reference, stage.as_customer, stage.as_professional
    calls: dict[str, Callable[[], Any]] = {
        # By a day earlier, so that the whole price would go back.
        "cancel by customer": lambda: actions.cancel(reference=reference, by=customer, at=booking.starts_at - timedelta(hours=30)),
        "cancel by professional": lambda: actions.cancel(reference=reference, by=professional, at=at),
        "start": lambda: actions.start(reference=reference, by=professional, at=at),
        "no-show": lambda: actions.professional_no_show(reference=reference, by=customer, at=at),
        "attest": lambda: actions.attest(reference=reference, by=customer, at=at),
    }
    return calls[name]


def check(booking: Booking, results: list[Any], pair: tuple[str, str]) -> str:
    assert all(not isinstance(r, Exception) or isinstance(r, BeingConfirmed | NotNow) for r in results), results
    after = actions.read(booking.reference)
    taken = [s.step for s in after.steps.order_by("pk")]
    assert len(taken) == len(BEFORE) + (1 if after.unattended_at is None else 2), taken  # nobody else's step was taken too
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
    return last.step == {"no-show": "professional_no_show"}.get(step, step) and (not who or last.by_role == who)


@pytest.mark.parametrize("pair", PAIRS, ids=" × ".join)
def test_exactly_one_of_two_wins(stage: Stage, finish: Finish, pair: tuple[str, str]) -> None:
    winners: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        clock.set_to(stage.at)
        Booking.objects.update(created_at=stage.at - timedelta(days=30), occupied="empty")
        booking = stage.confirmed()
        at = booking.starts_at + timedelta(minutes=45)
        if "attest" in pair:
            at = booking.ends_at + timedelta(hours=3)
            deadlines.unattended_due(booking.ends_at + timedelta(hours=2))
        results = together([contender(name, stage, booking, at) for name in pair], round_=round_)
        winners[check(booking, results, pair)] += 1
    finish(" × ".join(pair), winners, legal=pair)
