"""A receipt says what the ledger says: to the household alone, in both languages, with every peso that came back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.users.models import User
from bookings.lifecycle.books import books
from bookings.lifecycle.cancellation import cancel
from bookings.lifecycle.models import Booking
from bookings.receipts import movements
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.money import show
from tests.bookings.receipts.reading import words
from tests.bookings.supplements.scenes import paid, tipping

pytestmark = pytest.mark.django_db


def ask(booking: Booking, person_id: int, language: str = "en") -> object:
    client = Client()
    client.force_login(User.objects.get(pk=person_id))
    return client.get(f"/{language}/bookings/{booking.reference}/receipt.pdf")


def read(booking: Booking, language: str = "en") -> str:
    answer = ask(booking, booking.customer_id, language)
    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"  # type: ignore[index]
    return words(answer.content)  # type: ignore[attr-defined]


def test_it_names_the_visit_the_people_and_the_price_in_both_languages(stage: Stage) -> None:
    booking = stage.completed()
    english, spanish = read(booking), read(booking, "es")
    for page in (english, spanish):
        assert booking.reference in page
        assert booking.payment.reference in page
        assert booking.professional.display_name in page
        assert show(booking.total) in page
        assert "�" not in page
    assert "Wednesday 25 November 2026, 10:00 to 14:00" in english
    assert "miércoles 25 de noviembre de 2026" in spanish
    assert "Regular cleaning" in english
    assert "not an electronic invoice" in english


def test_the_professional_strangers_and_visitors_get_none(stage: Stage) -> None:
    booking = stage.completed()
    assert ask(booking, booking.professional_id).status_code == 404  # type: ignore[attr-defined]
    assert ask(booking, cast.customer("Jorge", "Peña").pk).status_code == 404  # type: ignore[attr-defined]
    assert Client().get(f"/en/bookings/{booking.reference}/receipt.pdf").status_code == 302


def test_a_hold_is_no_payment_and_has_no_receipt(stage: Stage) -> None:
    booking = stage.authorized()
    assert ask(booking, booking.customer_id).status_code == 404  # type: ignore[attr-defined]


def test_what_came_back_is_on_it_with_its_day(stage: Stage) -> None:
    booking = stage.confirmed()
    clock.set_to(booking.starts_at - timedelta(hours=13))
    cancel(reference=booking.reference, by=stage.as_customer, at=booking.starts_at - timedelta(hours=13))
    booking.refresh_from_db()
    sums = movements.of(booking)
    money = books(booking, stage.as_customer)
    assert (sums.paid, sums.returned) == (money.captured, money.refunded)
    assert sums.returned
    page = read(booking)
    assert "Back on your card" in page
    assert f"−{show(sums.returned)}" in page
    assert show(sums.net) in page


def test_a_tip_is_a_line_of_its_own(stage: Stage) -> None:
    booking = stage.completed()
    tip = paid(stage, tipping(stage, booking))
    page, sums = read(booking), movements.of(booking)
    assert "Tip" in page
    assert sums.paid == booking.total + tip.total


def test_letters_that_spanish_does_not_have_are_drawn_too(stage: Stage) -> None:
    booking = stage.completed()
    User.objects.filter(pk=booking.customer_id).update(first_name="Łukasz", last_name="Żak")
    page = read(booking)
    assert "Ł" in page
    assert "�" not in page


def test_it_says_its_language_and_its_title(stage: Stage) -> None:
    booking = stage.completed()
    body = ask(booking, booking.customer_id, "es").content  # type: ignore[attr-defined]
    assert b"/Lang (es-CO)" in body
    assert b"/Title" in body


def test_the_sums_cost_two_statements(stage: Stage, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    booking = stage.completed()
    with django_assert_num_queries(2):
        movements.of(booking)
