"""What households add to a visit: a tip afterwards, an hour more while it runs. By the verbs, and mostly not at all."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bookings.lifecycle import actions as visits
from bookings.lifecycle.claims import NotNow
from bookings.lifecycle.models import Booking
from bookings.lifecycle.proposals import TimeTaken
from bookings.supplements import actions, amounts, process
from bookings.supplements.authorization import authorize
from bookings.supplements.models import Supplement
from casaora.stripe.simulator.cards import APPROVES

if TYPE_CHECKING:
    from casaora.demo.visits import Telling

#: In a hundred: visits that are tipped, visits that need longer, and of those the ones that the household agrees to.
TIPS, LONGER, AGREES = 35, 5, 60


def dice_of(telling: Telling) -> random.Random:
    """Its own, so that what is added here changes nothing of how the visit itself goes."""
    return random.Random(telling.visit.seed + 1)


def while_it_runs(telling: Telling, booking: Booking) -> None:
    """Sometimes the work needs half an hour or an hour more."""
    dice = dice_of(telling)
    if dice.random() * 100 < LONGER:
        telling.walk.later(booking.ends_at - timedelta(minutes=dice.randint(35, 70)), partial(_propose, telling, dice))


def _propose(telling: Telling, dice: random.Random, at: datetime) -> None:
    try:
        wanted = actions.propose_extra_time(reference=telling.reference, minutes=dice.choice((30, 60)), by=telling.as_professional, at=at)
    except (TimeTaken, NotNow):
        telling.walk.passed_over["no_extra_time"] += 1
        return
    answer_at = at + timedelta(minutes=dice.randint(3, 20))
    answer = dice.random() * 100
    if answer < AGREES:
        telling.walk.later(answer_at, partial(_approve, telling, wanted))
    elif answer < (AGREES + 100) / 2:
        telling.walk.later(answer_at, lambda now: actions.refuse_extra_time(reference=wanted.reference, by=telling.as_customer, at=now))
    else:
        telling.walk.tick(at + timedelta(minutes=31), "end_supplements")


def _approve(telling: Telling, wanted: Supplement, at: datetime) -> None:
    language = telling.customer.language
    _pay(telling, actions.approve_extra_time(reference=wanted.reference, by=telling.as_customer, at=at, language=language), at)


def is_still_there(telling: Telling, at: datetime) -> bool:
    """Whether she stays longer than was planned when she began; then she finishes later."""
    ends_at = visits.read(telling.reference).ends_at
    if at >= ends_at - timedelta(minutes=15):
        return False
    telling.walk.later(ends_at + timedelta(minutes=2), telling.complete)
    return True


def afterwards(telling: Telling, at: datetime) -> None:
    """Some give a tip, that evening or the next day."""
    dice = dice_of(telling)
    if dice.random() * 100 >= 100 - TIPS:
        telling.walk.later(at + timedelta(minutes=dice.randint(5, 1400)), partial(_tip, telling, dice))


def _tip(telling: Telling, dice: random.Random, at: datetime) -> None:
    booking = visits.read(telling.reference)
    offered = amounts.presets(booking.subtotal, room=booking.subtotal)
    amount = dice.choice(offered)[1]
    language = telling.customer.language
    _pay(telling, actions.tip(reference=telling.reference, amount=amount, by=telling.as_customer, at=at, language=language), at)


def _pay(telling: Telling, supplement: Supplement, at: datetime) -> None:
    assert supplement.payment is not None
    telling.walk.processor.fill_in(supplement.payment.session_url, action="pay", card=APPROVES)
    telling.walk.settle(at, expected=True)
    if actions.read(supplement.reference).state == process.PENDING:  # the webhook is late: the customer asks us to look
        authorize(reference=supplement.payment.reference, at=at)
