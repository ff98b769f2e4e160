"""Every (state, step, actor) of the process table: what it allows works, all else gives the clear error and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.places.positions import Position
from bookings.lifecycle import actions, deadlines, process
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.doorway import WAIT
from bookings.lifecycle.models import Booking, Proposal
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit.steps import CLOCK, OPERATOR, PROCESSOR, By
from casaora.stripe.simulator.cards import APPROVES

pytestmark = pytest.mark.django_db
#: The steps that somebody takes by a verb; the others are records of what the processor said.
VERBS = sorted({s.name for s in process.PROCESS.steps.values() if {"customer", "professional"} & set(s.by)} - {"request"})
HOUR = timedelta(hours=1)
AT_HOME = Position(Decimal("4.65580"), Decimal("-74.05170"), 12)


def declined(stage: Stage) -> Booking:
    return actions.decline(reference=stage.authorized().reference, by=stage.as_professional, at=stage.at)


def expired(stage: Stage) -> Booking:
    booking = stage.requested()
    deadlines.expire_due(booking.payment.expires_at)
    return actions.read(booking.reference)


def canceled(stage: Stage) -> Booking:
    return actions.cancel(reference=stage.confirmed().reference, by=stage.as_customer, at=stage.at)


def payment_failed(stage: Stage) -> Booking:
    booking = stage.authorized(card=APPROVES)
    stage.sim.faults.add("capture", "decline")
    return actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)


def unattended(stage: Stage) -> Booking:
    booking = stage.confirmed()
    deadlines.unattended_due(booking.ends_at + 2 * HOUR)
    return actions.read(booking.reference)


ARRANGED: dict[str, Callable[[Stage], Booking]] = {
    "pending_payment": Stage.requested, "authorized": Stage.authorized, "confirmed": Stage.confirmed, "in_progress": Stage.started,
    "unattended": unattended, "completed": Stage.completed, "declined": declined, "expired": expired, "canceled": canceled,
    "payment_failed": payment_failed,
}  # fmt: skip
#: When a step's time has come, after the booking's start (else: now).
WHEN = {"start": timedelta(), "complete": 17 * HOUR, "attest": 60 * HOUR, "professional_no_show": HOUR, "arrive": timedelta(), "customer_no_show": WAIT}


def actors(stage: Stage) -> dict[str, By]:
    return {
        "customer": stage.as_customer, "professional": stage.as_professional, "staff": By("staff", 7), "clock": CLOCK,
        "processor": PROCESSOR, "operator": OPERATOR, "another customer": By("customer", stranger().pk),
        "another professional": By("professional", stranger().pk),
    }  # fmt: skip


def stranger() -> Any:
    from accounts.customers.models import Customer

    return Customer.objects.filter(user__first_name="Jorge").first() or cast.customer("Jorge", "Peña")


def moment(stage: Stage, booking: Booking, step: str) -> datetime:
    return booking.starts_at + WHEN[step] if step in WHEN else stage.at + timedelta(minutes=1)


def take(step: str, booking: Booking, by: By, at: datetime) -> Any:
    more: dict[str, Any] = {"starts_at": booking.starts_at + timedelta(days=1)} if step == "propose_time" else {}
    if step == "customer_no_show":
        more["position"] = AT_HOME
    return getattr(actions, step)(reference=booking.reference, by=by, at=at, **more)


def with_proposal(stage: Stage, booking: Booking, step: str) -> None:
    """An answer needs something that the customer has proposed; a closed door, that she stands before it."""
    if step == "customer_no_show" and booking.state == process.CONFIRMED:
        Booking.objects.filter(pk=booking.pk).update(latitude=AT_HOME.latitude, longitude=AT_HOME.longitude, position_accuracy_m=10)
        actions.arrive(reference=booking.reference, by=stage.as_professional, at=booking.starts_at, position=AT_HOME)
    if step in ("reschedule", "refuse_time") and booking.state == process.CONFIRMED:
        actions.propose_time(reference=booking.reference, starts_at=booking.starts_at + timedelta(days=1), by=stage.as_customer, at=stage.at)


def is_allowed(booking: Booking, step: str, name: str) -> bool:
    row = process.PROCESS[step]
    if step == "reschedule" and name == "customer":
        return False  # nobody agrees to their own proposal
    return name in row.by and booking.state in row.sources


def is_done(booking: Booking, step: str, by: By) -> bool:
    last = booking.steps.last()
    return last is not None and (last.step, last.by_role, last.by_person_id) == (step, by.role, by.person_id)


@pytest.mark.parametrize("state", sorted(ARRANGED))
def test_every_step_by_everybody(stage: Stage, state: str, record_property: Callable[[str, object], None]) -> None:
    booking = ARRANGED[state](stage)
    assert booking.state == state
    allowed = refused = again = 0
    for step in VERBS:
        with_proposal(stage, booking, step)
        steps = booking.steps.count()
        for name, by in actors(stage).items():
            if is_allowed(booking, step, name):
                allowed += 1
                continue
            if is_done(booking, step, by):
                take(step, booking, by, moment(stage, booking, step))  # again is nothing, for its author
                again += 1
                continue
            with pytest.raises((NotNow, NotYours)):
                take(step, booking, by, moment(stage, booking, step))
            refused += 1
        after = actions.read(booking.reference)
        assert (after.state, after.steps.count()) == (state, steps), step
        Proposal.objects.update(state=Proposal.LAPSED)
    record_property("figure", f"{state}: {refused} (step, actor) pairs refused, {again} done already, {allowed} allowed")


ALLOWED = [
    (state, row.name, role)
    for row in process.PROCESS.steps.values() if row.name in VERBS
    for state in row.sources for role in row.by if (row.name, role) != ("reschedule", "customer")
]  # fmt: skip


@pytest.mark.parametrize(("state", "step", "role"), ALLOWED, ids=" ".join)
def test_what_is_allowed_works(stage: Stage, state: str, step: str, role: str) -> None:
    booking = ARRANGED[state](stage)
    with_proposal(stage, booking, step)
    take(step, booking, actors(stage)[role], moment(stage, booking, step))
    after = actions.read(booking.reference)
    assert after.state == (process.PROCESS[step].target or state)
    assert after.steps.last().step == step


def test_every_state_is_arranged() -> None:
    assert set(ARRANGED) == set(process.PROCESS.states())
