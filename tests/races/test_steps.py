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
from bookings.lifecycle.claims import NotNow, claim
from bookings.lifecycle.models import Booking
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt
from casaora.demo.scenes import Stage
from casaora.kit.steps import CLOCK
from casaora.stripe import gateway
from payouts.ledger.models import Entry
from tests.races.threads import ROUNDS, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
#: What each contender leads to when it wins.
ENDS = {"accept": "confirmed", "decline": "declined", "withdraw": "canceled", "auto_decline": "declined", "webhook": "authorized"}
PAIRS = [*itertools.combinations_with_replacement(("accept", "decline", "withdraw", "auto_decline"), 2)] + [
    (name, "webhook") for name in ("accept", "decline", "withdraw", "auto_decline")
]


def contender(name: str, stage: Stage, booking: Booking) -> Callable[[], Any]:
    """The call of one contender. The clock's looks at the deadline, so it is given a moment past it."""
    at: datetime = stage.at + timedelta(minutes=5)
    assert booking.respond_by is not None
    late = booking.respond_by

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


def check(booking: Booking, results: list[Any], pair: tuple[str, ...]) -> str:
    """Exactly one outcome, its money once, nothing left open; the winner's name."""
    after = actions.read(booking.reference)
    moves = [s for s in after.steps.all() if s.step in ENDS]
    assert len(moves) == 1, [s.step for s in moves]
    winner = moves[0].step
    assert after.state == ENDS[winner]
    assert all(not isinstance(r, Exception) or isinstance(r, BeingConfirmed | NotNow) for r in results), results
    hold = gateway.read_hold(after.payment.intent_id or "")
    captures = Entry.objects.filter(kind="capture", subject=booking.reference).count()
    assert (hold.status, captures) == (("succeeded", 1) if winner == "accept" else ("canceled", 0))
    assert not Attempt.objects.filter(outcome="").exists()
    assert winner in pair
    return winner


@pytest.mark.parametrize("pair", PAIRS, ids=" × ".join)
def test_exactly_one_of_two_wins(stage: Stage, pair: tuple[str, str]) -> None:
    winners: Counter[str] = Counter()
    for _ in range(ROUNDS):
        booking = book(stage)
        results = together([contender(name, stage, booking) for name in pair])
        winners[check(booking, results, pair)] += 1
    print(f"\n{' × '.join(pair)}: {ROUNDS} rounds, winners {dict(winners)}")
    assert sum(winners.values()) == ROUNDS


def book(stage: Stage) -> Booking:
    """An authorized booking. One customer's limits, and the slot that an accepted booking keeps, are not the subject here:
    earlier rounds are moved out of their sight."""
    Booking.objects.update(created_at=stage.at - timedelta(days=30), occupied="empty")
    return stage.authorized()
