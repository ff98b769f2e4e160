"""request: one booking a form, never a price from outside, nothing lingers when the processor is away."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from accounts.customers.models import Address
from bookings.catalog.quotes import TooShort
from bookings.lifecycle import deadlines, requests
from bookings.lifecycle.models import Booking
from bookings.payments.models import Attempt, Payment
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit.steps import By

pytestmark = pytest.mark.django_db


def test_a_request_opens_a_page_for_the_stored_price(stage: Stage) -> None:
    booking = stage.requested()
    assert booking.state == "pending_payment"
    assert booking.payment.session_url
    assert booking.subtotal_minor == 4 * 3_400_000
    assert booking.fee_minor == 2_040_000
    assert booking.total_minor == booking.payment.amount_minor == 15_640_000


def test_the_same_form_twice_is_one_booking(stage: Stage) -> None:
    wish = stage.wish(form_token=uuid.uuid4())
    first = requests.request(wish=wish, by=stage.as_customer, at=stage.at)
    second = requests.request(wish=wish, by=stage.as_customer, at=stage.at)
    assert first.pk == second.pk
    assert Attempt.objects.count() == 1


def test_a_taken_slot_comes_back_with_the_nearest_free_ones(stage: Stage) -> None:
    booking = stage.requested()
    other = cast.customer("Jorge", "Peña")
    with pytest.raises(requests.SlotTaken) as refused:
        requests.request(wish=stage.wish(customer=other), by=By("customer", other.pk), at=stage.at)
    assert refused.value.nearest
    assert all(s.ends_at <= booking.starts_at or s.starts_at >= booking.ends_at for s in refused.value.nearest)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(("days", "misfit"), [(-1, "too_soon"), (80, "too_far")])
def test_a_start_in_the_past_or_beyond_the_horizon_is_refused(stage: Stage, days: int, misfit: str) -> None:
    with pytest.raises(requests.SlotTaken) as refused:
        stage.requested(starts_at=stage.at.replace(minute=0) + timedelta(days=days))
    assert refused.value.misfit == misfit


def test_too_short_a_visit_is_refused(stage: Stage) -> None:
    with pytest.raises(TooShort):
        stage.requested(minutes=60)


def test_somebody_elses_address_does_not_exist(stage: Stage) -> None:
    other = cast.customer("Jorge", "Peña")
    foreign = Address.objects.get(customer=other)
    with pytest.raises(Address.DoesNotExist):
        stage.requested(address_id=foreign.pk)


@pytest.mark.parametrize("fault", ["server_error", "timeout_before", "timeout_after", "garbled"])
def test_when_the_processor_is_away_the_booking_does_not_linger(stage: Stage, fault: str) -> None:
    stage.sim.faults.add("open_checkout", fault)
    with pytest.raises(requests.ProcessorAway):
        stage.requested()
    assert Booking.objects.get().state == "expired"
    assert stage.requested().state == "pending_payment"  # the slot is free again
    deadlines.settle_unknown(stage.at + timedelta(minutes=6))
    deadlines.settle_unknown(stage.at + timedelta(minutes=66))  # a fault that is repeated for its key, until it is given up
    assert not Attempt.objects.filter(outcome="").exists()


def test_a_customer_may_have_two_unpaid_requests_and_no_more(stage: Stage) -> None:
    stage.requested()
    stage.requested(starts_at=stage.at.replace(hour=15, minute=0) + timedelta(days=3))
    with pytest.raises(requests.TooManyRequests):
        stage.requested(starts_at=stage.at.replace(hour=15, minute=0) + timedelta(days=4))


def test_a_page_that_we_could_not_open_was_given_up_by_nobody(stage: Stage) -> None:
    stage.sim.faults.add("open_checkout", "timeout_before", times=2)
    for _ in range(2):
        with pytest.raises(requests.ProcessorAway):
            stage.requested()
    assert stage.requested().state == "pending_payment"
