"""The review says what is held, what goes back until when, and what each extra costs before anybody chooses it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from bookings.catalog.models import Extra
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import Money, show

pytestmark = pytest.mark.django_db


def test_refunds_are_dates_with_their_shares_from_the_answer_on(stage: Stage) -> None:
    client = Client()
    client.force_login(stage.customer.user)
    starts = stage.at.replace(hour=15) + timedelta(days=2)
    choice = f"service=regular-cleaning&minutes=240&start={starts:%Y-%m-%dT%H:%MZ}&address={stage.customer.addresses.get().pk}"
    page = client.get(f"/en/bookings/new/{stage.offering.professional.slug}/review/?{choice}").content.decode()
    assert "Ana Milena’s answer" in page
    assert "Everything: nothing was charged" in page
    for day, share in (("Tue 24 Nov, 10:00", "everything"), ("Tue 24 Nov, 22:00", "50%"), ("Wed 25 Nov, 6:00", "25%")):
        row = page[page.index(day) :]
        assert share in row[: row.index("</tr>")]
    assert "This is a hold, not a charge" in page


def test_an_extra_shows_its_price_with_our_fee_inside(stage: Stage) -> None:
    Extra.objects.create(offering=stage.offering, name_en="Windows", name_es="Ventanas", price_minor=1_000_000)
    page = Client().get(f"/en/bookings/new/{stage.offering.professional.slug}/").content.decode()
    assert f"+ <span class=\"money\">{show(Money(1_150_000, 'COP'))}</span>" in page


def test_a_page_that_was_not_paid_in_time_says_so_and_offers_the_same_again(stage: Stage) -> None:
    from bookings.lifecycle.deadlines import expire_due

    booking = stage.requested()
    late = booking.payment.expires_at + timedelta(minutes=1)
    clock.set_to(late)
    expire_due(late)
    client = Client()
    client.force_login(stage.customer.user)
    page = client.get(f"/en/bookings/{booking.reference}/payment/").content.decode()
    assert "The time was over before the hold was placed" in page
    assert f"/en/bookings/{booking.reference}/again/" in page
