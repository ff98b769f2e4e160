"""A household's home: the next visit, what only the household can do, its people, and its history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings.favorites import actions as favorites
from bookings.lifecycle import actions
from bookings.lifecycle.deadlines import unattended_due
from bookings.lifecycle.proposals import propose_time
from bookings.lifecycle.queries import of_customer
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.bookings.supplements.scenes import proposed, tipping

pytestmark = pytest.mark.django_db
HOME, ALL = "/en/home/", "/en/bookings/"


@pytest.fixture
def client(stage: Stage) -> Client:
    client = Client()
    client.force_login(stage.customer.user)
    return client


def page(client: Client, path: str = HOME) -> str:
    return client.get(path).content.decode()


def test_nothing_yet_says_what_to_do(client: Client) -> None:
    assert "No visits yet" in page(client)
    assert "No visits yet" in page(client, ALL)


def test_the_next_visit_says_where_its_money_is(stage: Stage, client: Client) -> None:
    booking = stage.confirmed()
    shown = page(client)
    assert "Ana Milena, 10:00 to 14:00" in shown
    assert "With Casaora" in shown
    assert f"Arrival code {booking.start_code}" in shown
    assert "Nothing needs you right now" in shown


def test_a_hold_that_is_not_placed_waits_for_the_household(stage: Stage, client: Client) -> None:
    booking = stage.requested()
    shown = page(client)
    assert "One step left for Ana Milena" in shown
    assert f"/en/bookings/{booking.reference}/payment/" in shown
    clock.set_to(booking.payment.expires_at + timedelta(minutes=1))
    assert "One step left" not in page(client)


def test_a_new_time_that_she_proposes_waits_and_one_of_ones_own_does_not(stage: Stage, client: Client) -> None:
    booking = stage.confirmed()
    later = booking.starts_at + timedelta(days=1)
    propose_time(reference=booking.reference, starts_at=later, by=stage.as_professional, at=stage.at)
    assert "proposes another time for" in page(client)
    from bookings.lifecycle.proposals import refuse_time

    refuse_time(reference=booking.reference, by=stage.as_customer, at=stage.at)
    propose_time(reference=booking.reference, starts_at=later, by=stage.as_customer, at=stage.at)
    assert "proposes another time for" not in page(client)


def test_extra_time_and_an_unpaid_tip_wait(stage: Stage, client: Client) -> None:
    proposed(stage)
    assert "Ana Milena proposes to stay longer" in page(client)


def test_a_visit_of_which_nobody_knows_waits_for_a_word(stage: Stage, client: Client) -> None:
    booking = stage.confirmed()
    clock.set_to(booking.ends_at + timedelta(hours=3))
    unattended_due(booking.ends_at + timedelta(hours=3))
    assert "Did Ana Milena come on" in page(client)


def test_what_is_over_can_be_booked_again(stage: Stage, client: Client) -> None:
    booking = stage.completed()
    for path in (HOME, ALL, f"{ALL}?show=done"):
        assert f"/en/bookings/{booking.reference}/again/" in page(client, path)
    assert booking.reference not in page(client, f"{ALL}?show=ahead")
    assert "Nothing here" in page(client, f"{ALL}?show=ended")
    assert booking.reference in page(client, f"{ALL}?show=nonsense")


def test_its_people_are_a_button_away(stage: Stage, client: Client) -> None:
    favorites.keep(slug=stage.offering.professional.slug, by=stage.as_customer, at=stage.at)
    assert f"/en/bookings/new/{stage.offering.professional.slug}/" in page(client)


def test_ten_statements_are_enough_for_one_visit_or_many(stage: Stage, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    done = stage.completed()
    tipping(stage, done)
    clock.set_to(stage.at)
    for days in (1, 2, 5):
        stage.confirmed(starts_at=done.starts_at + timedelta(days=days))
    favorites.keep(slug=stage.offering.professional.slug, by=stage.as_customer, at=stage.at)
    client.get("/en/")
    assert of_customer(stage.customer.pk).count() == 4
    with django_assert_max_num_queries(10):
        assert client.get(HOME).status_code == 200
    with django_assert_max_num_queries(6):
        assert client.get(ALL).status_code == 200


def test_a_row_says_what_became_of_its_money(stage: Stage, client: Client) -> None:
    booking = stage.authorized()
    assert "Held, not charged" in page(client)
    actions.decline(reference=booking.reference, by=stage.as_professional, at=stage.at)
    assert "Nothing charged" in page(client)
    assert "<s " in page(client, ALL)
