"""A supplement brought to a state by the real verbs."""

from __future__ import annotations

from datetime import datetime, timedelta

from bookings.lifecycle.models import Booking
from bookings.supplements import actions
from bookings.supplements.authorization import authorize
from bookings.supplements.models import Supplement
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money
from casaora.stripe.simulator.cards import APPROVES


def cop(pesos: int) -> Money:
    return Money(pesos * 100, "COP")


def tipping(stage: Stage, booking: Booking | None = None, pesos: int = 20_000, at: datetime | None = None) -> Supplement:
    """A tip whose page is open, an hour after the visit."""
    booking = booking or stage.completed()
    at = at or booking.ends_at + timedelta(hours=1)
    clock.set_to(at)
    return actions.tip(reference=booking.reference, amount=cop(pesos), by=stage.as_customer, at=at, language="en")


def proposed(stage: Stage, booking: Booking | None = None, minutes: int = 60) -> Supplement:
    """Extra time that waits for the customer's answer, an hour before the end."""
    booking = booking or stage.started()
    at = booking.ends_at - timedelta(hours=1)
    clock.set_to(at)
    return actions.propose_extra_time(reference=booking.reference, minutes=minutes, by=stage.as_professional, at=at)


def approving(stage: Stage, booking: Booking | None = None, minutes: int = 60) -> Supplement:
    """Extra time whose page is open."""
    wanted = proposed(stage, booking, minutes)
    return actions.approve_extra_time(reference=wanted.reference, by=stage.as_customer, at=wanted.made_at + timedelta(minutes=2), language="en")


def pay(stage: Stage, supplement: Supplement, card: str = APPROVES) -> None:
    """On the processor's page."""
    assert supplement.payment is not None
    stage.sim.hosted.pay(supplement.payment.session_id or "", card, authenticate=True)


def paid(stage: Stage, supplement: Supplement, card: str = APPROVES, after: timedelta = timedelta(minutes=5)) -> Supplement:
    """Held, seen and captured."""
    pay(stage, supplement, card)
    assert supplement.payment is not None
    return authorize(reference=supplement.payment.reference, at=supplement.made_at + after)
