"""arrive, customer_no_show, and start by position: who was at the door, told to the family, and proved as far as it can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from accounts.customers.models import Address
from accounts.notifications.models import Notice
from accounts.places.positions import Position
from bookings.lifecycle import actions, attendance, deadlines
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.lifecycle.doorway import WAIT
from bookings.lifecycle.models import NO_SHOW_AFTER, Booking
from bookings.lifecycle.presence import NotProved, TooFar
from casaora.demo.scenes import Stage
from casaora.kit.steps import By
from payouts.earnings.models import Earning

pytestmark = pytest.mark.django_db
HOME = Position(Decimal("4.65580"), Decimal("-74.05170"), 15)
#: About 100 m north, and about 450 m.
NEAR, FAR = replace(HOME, latitude=HOME.latitude + Decimal("0.0009")), replace(HOME, latitude=HOME.latitude + Decimal("0.004"))
VAGUE = replace(HOME, accuracy_m=900)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def known(stage: Stage) -> Stage:
    """The household has said where its home is."""
    Address.objects.filter(customer=stage.customer).update(latitude=HOME.latitude, longitude=HOME.longitude, accuracy_m=HOME.accuracy_m)
    return stage


def arrived(stage: Stage, booking: Booking, at: datetime, where: Position | None = NEAR) -> Booking:
    return actions.arrive(reference=booking.reference, by=stage.as_professional, at=at, position=where)


def told(kind: str) -> list[int]:
    return list(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def test_the_homes_position_is_frozen_at_the_request(known: Stage) -> None:
    booking = known.confirmed()
    Address.objects.update(latitude=None, longitude=None, accuracy_m=None)
    assert actions.read(booking.reference).home == HOME


def test_a_neighborhoods_center_is_no_position_of_a_home(stage: Stage) -> None:
    booking = stage.confirmed()
    assert (booking.latitude, booking.position_accuracy_m) == (booking.neighborhood.latitude, 1500)
    assert booking.home is None


def test_at_the_home_the_visit_opens_early_without_the_code(known: Stage) -> None:
    booking = known.confirmed()
    at = booking.starts_at - timedelta(minutes=20)
    for where in (FAR, VAGUE, None):
        with pytest.raises(actions.WrongCode):
            actions.start(reference=booking.reference, by=known.as_professional, at=at, position=where)
    begun = actions.start(reference=booking.reference, by=known.as_professional, at=at, position=NEAR)
    assert (begun.state, begun.start_distance_m, begun.start_accuracy_m) == ("in_progress", 100, 15)
    assert begun.steps.last().why == "100 m from the home"


def test_a_wrong_code_is_not_made_good_by_the_position(known: Stage) -> None:
    booking = known.confirmed()
    wrong = "0000" if booking.start_code != "0000" else "1111"
    with pytest.raises(actions.WrongCode):
        actions.start(reference=booking.reference, by=known.as_professional, at=booking.starts_at - MINUTE, code=wrong, position=NEAR)
    assert actions.read(booking.reference).start_code_tries == 1


def test_after_the_start_a_far_position_is_noted_and_blocks_nobody(known: Stage) -> None:
    booking = known.confirmed()
    begun = actions.start(reference=booking.reference, by=known.as_professional, at=booking.starts_at, position=FAR)
    assert (begun.state, begun.started_without_code, begun.start_distance_m) == ("in_progress", True, 445)


def test_the_family_is_told_at_once_and_the_wait_counts_from_the_start(known: Stage) -> None:
    booking = known.confirmed()
    early = arrived(known, booking, booking.starts_at - 10 * MINUTE)
    arrived(known, booking, booking.starts_at - 5 * MINUTE)
    assert early.waits_until == actions.read(booking.reference).waits_until == booking.starts_at + WAIT
    assert told("booking_at_the_door") == [booking.customer_id]
    assert early.steps.last().why == "100 m from the home"


def test_who_comes_late_waits_half_an_hour_from_then(known: Stage) -> None:
    booking = known.confirmed()
    late = booking.starts_at + 12 * MINUTE
    assert arrived(known, booking, late).waits_until == late + WAIT


def test_nobody_is_at_the_door_too_early_too_late_or_far_away(known: Stage) -> None:
    booking = known.confirmed()
    for at in (booking.starts_at - 31 * MINUTE, booking.starts_at + NO_SHOW_AFTER):
        with pytest.raises(NotNow):
            arrived(known, booking, at)
    with pytest.raises(TooFar) as far:
        arrived(known, booking, booking.starts_at, FAR)
    assert far.value.metres == 445
    assert actions.read(booking.reference).arrived_at is None
    assert not told("booking_at_the_door")


def test_what_was_only_said_can_be_proved_later_and_the_wait_begins_anew(known: Stage) -> None:
    booking = known.confirmed()
    assert not arrived(known, booking, booking.starts_at, VAGUE).is_arrival_proved()
    proved = arrived(known, booking, booking.starts_at + 5 * MINUTE)
    assert proved.is_arrival_proved()
    assert proved.waits_until == booking.starts_at + 5 * MINUTE + WAIT
    assert told("booking_at_the_door") == [booking.customer_id] * 2


def test_nobody_opened_ends_the_visit_as_paid(known: Stage) -> None:
    booking = known.confirmed()
    waiting = arrived(known, booking, booking.starts_at)
    assert waiting.waits_until
    with pytest.raises(NotNow):
        actions.customer_no_show(reference=booking.reference, by=known.as_professional, at=waiting.waits_until - MINUTE, position=NEAR)
    for _again in range(2):
        ended = actions.customer_no_show(reference=booking.reference, by=known.as_professional, at=waiting.waits_until, position=NEAR)
    assert (ended.state, ended.leaving_distance_m) == ("canceled", 100)
    earning = Earning.objects.get(reference=booking.reference)
    assert (earning.kind, earning.state, earning.amount_minor) == (Earning.NO_SHOW, "clearing", booking.earning_minor)
    assert earning.clears_at
    assert earning.clears_at >= ended.ends_at + timedelta(hours=48)
    assert not known.sim.objects("refund")
    assert told("booking_customer_no_show") == [booking.customer_id]
    assert told("booking_customer_no_show_professional") == [booking.professional_id]


@pytest.mark.parametrize("where", [None, VAGUE])
def test_after_the_wait_she_must_still_be_there(known: Stage, where: Position | None) -> None:
    booking = known.confirmed()
    arrived(known, booking, booking.starts_at)
    with pytest.raises(NotProved):
        actions.customer_no_show(reference=booking.reference, by=known.as_professional, at=booking.starts_at + WAIT, position=where)
    with pytest.raises(TooFar):
        actions.customer_no_show(reference=booking.reference, by=known.as_professional, at=booking.starts_at + WAIT, position=FAR)
    assert actions.read(booking.reference).leaving_distance_m is None


def test_where_the_home_is_unknown_a_person_decides_after_the_same_wait(stage: Stage) -> None:
    booking, support = stage.confirmed(), By("staff", 7)
    with pytest.raises(NotNow):
        actions.customer_no_show(reference=booking.reference, by=support, at=booking.starts_at + WAIT, why="She called.")
    arrived(stage, booking, booking.starts_at)
    with pytest.raises(NotProved):
        actions.customer_no_show(reference=booking.reference, by=stage.as_professional, at=booking.starts_at + WAIT, position=NEAR)
    with pytest.raises(NotNow):
        actions.customer_no_show(reference=booking.reference, by=support, at=booking.starts_at + WAIT - MINUTE, why="She called.")
    ended = actions.customer_no_show(reference=booking.reference, by=support, at=booking.starts_at + WAIT, why="She called, and sent a photo.")
    assert (ended.state, ended.steps.last().why) == ("canceled", "She called, and sent a photo.")


def test_who_was_at_the_door_cannot_be_said_not_to_have_come(known: Stage) -> None:
    booking = known.confirmed()
    arrived(known, booking, booking.starts_at)
    for at in (booking.starts_at + NO_SHOW_AFTER, booking.ends_at + timedelta(hours=5)):
        with pytest.raises(NotNow):
            actions.professional_no_show(reference=booking.reference, by=known.as_customer, at=at)
        deadlines.unattended_due(booking.ends_at + attendance.UNATTENDED_AFTER)
    assert not known.sim.objects("refund")


def test_what_she_only_says_does_not_stand_against_the_family(known: Stage) -> None:
    booking = known.confirmed()
    arrived(known, booking, booking.starts_at, None)
    ended = actions.professional_no_show(reference=booking.reference, by=known.as_customer, at=booking.starts_at + NO_SHOW_AFTER)
    assert ended.state == "canceled"
    assert known.sim.objects("refund")


def test_the_laws_right_to_withdraw_is_over_when_she_stood_at_the_door_at_the_start(known: Stage) -> None:
    booking = known.confirmed(starts_at=known.at.replace(hour=15) + timedelta(days=5))
    assert booking.refund_spans()[-1].until == booking.starts_at
    arrived(known, booking, booking.starts_at)
    canceled = actions.cancel(reference=booking.reference, by=known.as_customer, at=booking.starts_at + MINUTE)
    assert canceled.state == "canceled"
    assert not known.sim.objects("refund")


def test_another_time_is_another_arrival(known: Stage) -> None:
    booking = known.confirmed()
    actions.propose_time(reference=booking.reference, starts_at=booking.starts_at + timedelta(days=1), by=known.as_customer, at=known.at)
    Booking.objects.filter(pk=booking.pk).update(arrived_at=known.at, waits_until=known.at, arrival_distance_m=3, arrival_accuracy_m=3)
    moved = actions.reschedule(reference=booking.reference, by=known.as_professional, at=known.at)
    assert (moved.arrived_at, moved.waits_until, moved.is_arrival_proved()) == (None, None, False)


def test_it_is_nobody_elses_visit(known: Stage) -> None:
    booking = known.confirmed()
    for verb in (actions.arrive, actions.customer_no_show):
        with pytest.raises(NotYours):
            verb(reference=booking.reference, by=By("professional", known.customer.pk), at=booking.starts_at, position=NEAR)
        with pytest.raises(NotNow):
            verb(reference=booking.reference, by=known.as_customer, at=booking.starts_at, position=NEAR)
