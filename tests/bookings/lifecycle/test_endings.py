"""decline, auto-decline, withdraw, expire, late authorize: the hold is released, once, and the right people are told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.notifications.models import Notice
from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.authorization import authorize
from bookings.lifecycle.claims import NotNow
from bookings.payments.models import Attempt, Payment
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.stripe import gateway
from payouts.ledger.models import Entry

pytestmark = pytest.mark.django_db


def hold(stage: Stage, reference: str) -> str:
    return gateway.read_hold(Payment.objects.get(subject=reference).intent_id or "").status


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def test_decline_releases_the_hold(stage: Stage) -> None:
    booking = stage.authorized()
    ended = actions.decline(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert (ended.state, ended.declined_reason) == ("declined", "professional_declined")
    assert hold(stage, booking.reference) == "canceled"
    assert told("booking_declined") == {booking.customer_id}
    assert not Entry.objects.exists()


def test_what_nobody_answers_is_declined_at_its_deadline_and_not_before(stage: Stage) -> None:
    booking = stage.authorized()
    assert booking.respond_by is not None
    assert booking.respond_by == booking.authorized_at + timedelta(hours=24)
    deadlines.auto_decline_due(booking.respond_by - timedelta(seconds=1))
    assert actions.read(booking.reference).state == "authorized"
    deadlines.auto_decline_due(booking.respond_by)
    deadlines.auto_decline_due(booking.respond_by)
    ended = actions.read(booking.reference)
    assert (ended.state, ended.declined_reason) == ("declined", "professional_no_response")
    assert ended.auto_declined_at == booking.respond_by
    assert hold(stage, booking.reference) == "canceled"
    assert told("booking_auto_declined") == {booking.customer_id}
    assert told("booking_missed") == {booking.professional_id}
    assert Notice.objects.filter(kind="booking_auto_declined").count() == 1


def test_an_edit_does_not_restart_the_clock(stage: Stage) -> None:
    booking = stage.authorized()
    booking.message = "edited"
    booking.save()
    assert booking.respond_by is not None
    deadlines.auto_decline_due(booking.respond_by)
    assert actions.read(booking.reference).state == "declined"


def test_a_release_that_fails_is_not_recorded_as_done(stage: Stage) -> None:
    booking = stage.authorized()
    assert booking.respond_by is not None
    stage.sim.faults.add("release", "server_error")
    deadlines.auto_decline_due(booking.respond_by)
    assert actions.read(booking.reference).state == "authorized"
    deadlines.settle_unknown(booking.respond_by + timedelta(minutes=6))
    assert actions.read(booking.reference).state == "authorized"  # the processor repeats its fault for the same key
    deadlines.settle_unknown(booking.respond_by + timedelta(minutes=20))
    deadlines.auto_decline_due(booking.respond_by + timedelta(minutes=36))
    assert actions.read(booking.reference).state == "declined"
    assert hold(stage, booking.reference) == "canceled"


def test_withdraw_before_payment_closes_the_page(stage: Stage) -> None:
    booking = stage.requested()
    ended = actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert ended.state == "canceled"
    assert gateway.read_checkout(booking.payment.session_id or "").status == "expired"
    assert not Notice.objects.filter(person_id=booking.professional_id).exists()


def test_withdraw_after_the_hold_releases_it_and_tells_the_professional(stage: Stage) -> None:
    booking = stage.authorized()
    actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert hold(stage, booking.reference) == "canceled"
    assert told("booking_withdrawn") == {booking.professional_id}
    with pytest.raises(NotNow):
        actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)


def test_a_page_that_was_paid_while_it_was_being_withdrawn_is_released(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    ended = actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
    assert ended.state == "canceled"
    assert hold(stage, booking.reference) == "canceled"


def test_an_unpaid_request_expires_after_thirty_minutes(stage: Stage) -> None:
    booking = stage.requested()
    deadlines.expire_due(stage.at + timedelta(minutes=29))
    assert actions.read(booking.reference).state == "pending_payment"
    deadlines.expire_due(stage.at + timedelta(minutes=30))
    assert actions.read(booking.reference).state == "expired"
    assert told("booking_expired") == {booking.customer_id}


def test_what_turns_out_to_be_paid_when_it_expires_is_authorized(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    deadlines.expire_due(stage.at + timedelta(minutes=31))
    assert actions.read(booking.reference).state == "authorized"


def test_a_hold_that_comes_after_the_end_is_released_and_never_revives_the_booking(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.faults.add("expire_checkout", "timeout_before")
    deadlines.expire_due(stage.at + timedelta(minutes=30))
    stage.sim.hosted.pay(booking.payment.session_id or "")
    clock.move(timedelta(minutes=36))
    deadlines.settle_unknown(stage.at + timedelta(minutes=36))
    after = actions.read(booking.reference)
    if after.state == "authorized":  # it was paid before our page was closed: that is a request like any other
        return
    assert hold(stage, booking.reference) == "canceled"


def test_a_hold_that_is_not_the_one_asked_for_is_released(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    Payment.objects.filter(pk=booking.payment_id).update(amount_minor=booking.payment.amount_minor - 100)
    ended = authorize(reference=booking.payment.reference, at=stage.at)
    assert ended.state == "expired"
    assert hold(stage, booking.reference) == "canceled"
    assert not told("booking_requested")


def test_nothing_is_left_open(stage: Stage) -> None:
    for verb in (actions.decline, actions.accept):
        booking = stage.authorized(starts_at=stage.at.replace(hour=15, minute=0) + timedelta(days=2 if verb is actions.decline else 3))
        verb(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert not Attempt.objects.filter(outcome="").exists()
