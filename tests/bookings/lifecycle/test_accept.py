"""accept: the hold is captured once, and only then is the booking confirmed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.notifications.models import Notice
from bookings.lifecycle import actions, deadlines
from bookings.lifecycle.claims import NotNow, NotYours
from bookings.payments.models import Payment
from casaora.demo.scenes import Stage
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.earnings.models import Earning
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance

pytestmark = pytest.mark.django_db


def test_accept_captures_the_hold_once(stage: Stage) -> None:
    booking = stage.confirmed()
    assert booking.state == "confirmed"
    assert booking.payment.state == Payment.CAPTURED
    assert Entry.objects.filter(kind="capture").count() == 1
    assert balance(Account.PROCESSOR_CASH, currency="COP") == booking.total == Money(15_640_000, "COP")
    assert balance(Account.HELD_FOR_PROFESSIONALS, currency="COP") == -booking.earning
    assert Earning.objects.get(reference=booking.reference).amount_minor == booking.earning_minor


def test_accept_again_by_the_same_professional_changes_nothing(stage: Stage) -> None:
    booking = stage.confirmed()
    again = actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert again.state == "confirmed"
    assert booking.steps.filter(step="accept").count() == 1
    assert Entry.objects.filter(kind="capture").count() == 1


def test_the_customer_is_told_only_after_the_capture(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_after")
    waiting = actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert waiting.state == "authorized"
    assert not Notice.objects.filter(kind="booking_accepted").exists()
    deadlines.settle_unknown(stage.at + timedelta(minutes=6))
    assert actions.read(booking.reference).state == "confirmed"
    assert Notice.objects.filter(kind="booking_accepted", person_id=stage.customer.pk).count() == 1
    assert Entry.objects.filter(kind="capture").count() == 1


def test_accept_is_refused_from_the_deadline_on(stage: Stage) -> None:
    booking = stage.authorized()
    assert booking.respond_by is not None
    with pytest.raises(NotNow):
        actions.accept(reference=booking.reference, by=stage.as_professional, at=booking.respond_by)


def test_nobody_else_can_accept(stage: Stage) -> None:
    booking = stage.authorized()
    for stranger in (By("professional", stage.customer.pk), By("professional", 999_999)):
        with pytest.raises(NotYours):
            actions.accept(reference=booking.reference, by=stranger, at=stage.at)
    with pytest.raises(NotNow):
        actions.accept(reference=booking.reference, by=stage.as_customer, at=stage.at)


def test_a_capture_that_is_declined_for_good_ends_the_booking_and_frees_the_slot(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "decline")
    ended = actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert ended.state == "payment_failed"
    assert not Entry.objects.exists()
    assert set(Notice.objects.filter(kind__startswith="booking_payment_failed").values_list("person_id", flat=True)) == {
        booking.customer_id, booking.professional_id,
    }  # fmt: skip
    assert stage.requested().state == "pending_payment"


def test_a_capture_recorded_too_close_to_the_start_is_given_back_in_full(stage: Stage) -> None:
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_after")
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    deadlines.settle_unknown(booking.starts_at - timedelta(minutes=20))
    ended = actions.read(booking.reference)
    assert ended.state == "canceled"
    assert ended.payment.refunds.get().state == "succeeded"
    assert balance(Account.PROCESSOR_CASH, currency="COP") == Money.zero("COP")
    assert not Earning.objects.exists()
