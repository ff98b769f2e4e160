"""A professional books herself, to wash a card or to earn a record: as herself, by her phone, or with her card."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.customers.models import Customer
from bookings.lifecycle import actions, requests
from bookings.payments.models import Payment
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.stripe import gateway

pytestmark = pytest.mark.django_db


def as_a_customer(stage: Stage, phone: str = "") -> Customer:
    """The professional's own row as a customer: everybody has one."""
    row, _ = Customer.objects.get_or_create(pk=stage.offering.professional_id, defaults={"user_id": stage.offering.professional_id})
    Customer.objects.filter(pk=row.pk).update(phone=phone)
    return Customer.objects.get(pk=row.pk)


def test_a_second_account_with_her_phone_is_refused(stage: Stage) -> None:
    as_a_customer(stage, phone="+573001112233")
    Customer.objects.filter(pk=stage.customer.pk).update(phone="+573001112233")
    with pytest.raises(requests.NotServed):
        stage.requested()
    assert not Payment.objects.exists()


def test_two_people_without_a_phone_are_not_one(stage: Stage) -> None:
    as_a_customer(stage)
    Customer.objects.filter(pk=stage.customer.pk).update(phone="")
    assert stage.requested().state == "pending_payment"


def test_a_second_account_with_her_card_never_reaches_her(stage: Stage) -> None:
    hers = as_a_customer(stage)
    somebody = cast.professional("Rosalba", "Mosquera")
    Payment.objects.create(  # with the same card she has paid somebody else before
        reference="PY-HERS22", subject="CB-HERS22", visit="CB-HERS22", customer=hers, professional=somebody, amount_minor=100, currency="COP",
        state=Payment.RELEASED, created_at=stage.at, expires_at=stage.at, session_expires_at=stage.at, card_fingerprint=fingerprint(stage),
    )  # fmt: skip
    booking = stage.authorized(starts_at=stage.wish().starts_at + timedelta(days=2))
    assert (booking.state, booking.authorized_at) == ("expired", None)
    assert gateway.read_hold(booking.payment.intent_id or "").status == "canceled"


def fingerprint(stage: Stage) -> str:
    """What the processor calls the card that the customer pays with."""
    booking = stage.authorized()
    actions.withdraw(reference=booking.reference, by=stage.as_customer, at=stage.at)
    return booking.payment.card_fingerprint
