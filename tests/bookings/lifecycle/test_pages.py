"""A booking's page: the two people see it, nobody else does; few queries; the buttons are the steps that are open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings.lifecycle import actions
from bookings.lifecycle.views import NOUNS
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock

pytestmark = pytest.mark.django_db


def browser(person_id: int) -> Client:
    from accounts.users.models import User

    client = Client()
    client.force_login(User.objects.get(pk=person_id))
    return client


def test_both_people_see_it_and_strangers_get_the_same_404_as_for_nothing(stage: Stage) -> None:
    booking = stage.confirmed()
    path = f"/en/bookings/{booking.reference}/"
    assert browser(booking.customer_id).get(path).status_code == 200
    assert browser(booking.professional_id).get(path).status_code == 200
    stranger = browser(cast.customer("Jorge", "Peña").pk)
    theirs, nothing = stranger.get(path), stranger.get("/en/bookings/CB-222222/")
    assert theirs.status_code == nothing.status_code == 404
    for noun in NOUNS.values():
        caches["limits"].clear()
        assert stranger.post(f"{path}{noun}/").status_code == 404
    assert Client().get(path).status_code == 302
    assert actions.read(booking.reference).state == "confirmed"


def test_the_address_is_hidden_from_the_professional_until_she_accepts(stage: Stage) -> None:
    booking = stage.authorized()
    client = browser(booking.professional_id)
    path = f"/en/bookings/{booking.reference}/"
    assert booking.address_line not in client.get(path).content.decode()
    client.post(f"{path}acceptance/")
    assert booking.address_line in client.get(path).content.decode()


def test_the_arrival_code_is_the_customers_only(stage: Stage) -> None:
    booking = stage.confirmed()
    path = f"/en/bookings/{booking.reference}/"
    assert f"Arrival code {booking.start_code}" in browser(booking.customer_id).get(path).content.decode()
    assert booking.start_code not in browser(booking.professional_id).get(path).content.decode()


@pytest.mark.parametrize(("who", "most"), [("customer_id", 13), ("professional_id", 13)])  # a customer's are looked for first
def test_the_page_needs_few_queries(stage: Stage, who: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    booking = stage.completed()
    client = browser(getattr(booking, who))
    client.get("/en/")
    with django_assert_max_num_queries(most):
        client.get(f"/en/bookings/{booking.reference}/")


@pytest.mark.parametrize(("path", "who"), [("/en/home/", "customer_id"), ("/en/bookings/", "customer_id"), ("/en/professional/", "professional_id"), ("/en/professional/bookings/", "professional_id")])
def test_the_home_pages_stay_below_twelve_queries(stage: Stage, path: str, who: str, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    booking = stage.authorized()
    client = browser(getattr(booking, who))
    client.get("/en/")
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200


def test_a_step_whose_sequel_the_processor_does_not_answer_is_no_error_page(stage: Stage) -> None:
    booking = stage.requested()
    stage.sim.hosted.pay(booking.payment.session_id or "")
    stage.sim.faults.add("read_hold", "timeout_before")
    answer = browser(booking.customer_id).post(f"/en/bookings/{booking.reference}/withdrawal/", follow=True)
    assert answer.status_code == 200
    assert "try again in a minute" in answer.content.decode()
    browser(booking.customer_id).post(f"/en/bookings/{booking.reference}/withdrawal/")
    assert actions.read(booking.reference).state == "canceled"


def test_a_price_or_a_state_in_the_form_is_ignored(stage: Stage) -> None:
    booking = stage.authorized()
    client = browser(booking.customer_id)
    client.post(f"/en/bookings/{booking.reference}/acceptance/", {"state": "confirmed", "total_minor": "1", "role": "professional"})
    after = actions.read(booking.reference)
    assert (after.state, after.total_minor) == ("authorized", booking.total_minor)


def test_the_refund_is_shown_before_the_button_and_only_what_was_shown_is_taken(stage: Stage) -> None:
    booking = stage.confirmed()
    client, path = browser(booking.customer_id), f"/en/bookings/{booking.reference}/cancellation/"
    page = client.get(path).content.decode()
    assert "$\N{NO-BREAK SPACE}156.400" in page
    assert "$\N{NO-BREAK SPACE}78.200" in page  # what it will be later
    clock.set_to(booking.starts_at - timedelta(hours=20))
    stale = client.post(path, {"shown": str(booking.total_minor)}).content.decode()
    assert "The time for that refund has passed" in stale
    assert actions.read(booking.reference).state == "confirmed"
    assert 'name="shown" value="7820000"' in stale
    client.post(path, {"shown": "7820000", "why": "Rain."})
    after = client.get(f"/en/bookings/{booking.reference}/").content.decode()
    assert "You canceled" in after
    assert "$\N{NO-BREAK SPACE}78.200" in after
    hers = browser(booking.professional_id).get(f"/es/bookings/{booking.reference}/").content.decode()
    assert "La familia canceló" in hers
    assert "$\N{NO-BREAK SPACE}68.000" in hers


def test_a_confirmed_visit_has_no_empty_box_and_offers_every_time_but_its_own(stage: Stage) -> None:
    booking = stage.confirmed()
    clock.set_to(stage.at)
    client = browser(booking.customer_id)
    page = client.get(f"/en/bookings/{booking.reference}/").content.decode()
    assert 'aria-label="What you can do"' not in page
    assert "If your plans change" in page
    times = client.get(f"/en/bookings/{booking.reference}/new-time/").content.decode()
    assert f'value="{booking.starts_at + timedelta(minutes=30):%Y-%m-%dT%H:%M}' in times
    assert f'value="{booking.starts_at:%Y-%m-%dT%H:%M}' not in times


def test_the_professional_cancels_with_a_line_for_the_family(stage: Stage) -> None:
    booking = stage.confirmed()
    client, path = browser(booking.professional_id), f"/en/bookings/{booking.reference}/cancellation/"
    assert "Write a line for the family" in client.post(path, {"why": " "}).content.decode()
    client.post(path, {"why": "My son is ill."})
    assert actions.read(booking.reference).state == "canceled"
    assert client.get(path).status_code == 302  # nothing is left to cancel


@pytest.mark.parametrize("who", ["customer_id", "professional_id"])
def test_the_cancellation_page_stays_below_twelve_queries(stage: Stage, who: str, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    booking = stage.confirmed()
    client = browser(getattr(booking, who))
    client.get("/en/")
    with django_assert_max_num_queries(12):
        assert client.get(f"/en/bookings/{booking.reference}/cancellation/").status_code == 200


def test_nothing_is_said_to_be_held_before_the_bank_holds_it(stage: Stage) -> None:
    booking = stage.requested()
    client, path = browser(booking.customer_id), f"/en/bookings/{booking.reference}/"
    assert "Held on your card" not in client.get(path).content.decode()
    assert "Held on your card" in client.get(f"/en/bookings/{stage.authorized(starts_at=booking.starts_at + timedelta(days=1)).reference}/").content.decode()


def test_money_that_was_never_charged_never_left_the_card_and_nobody_has_a_share_of_it(stage: Stage) -> None:
    booking = stage.authorized()
    hers = browser(booking.professional_id)
    hers.post(f"/en/bookings/{booking.reference}/decline/")
    assert actions.read(booking.reference).state == "declined"
    for client, words in ((browser(booking.customer_id), "It never left your card"), (hers, "It never left the family’s card")):
        text = client.get(f"/en/bookings/{booking.reference}/").content.decode()
        where = text[text.index('<ol class="where"') : text.index("</ol>", text.index('<ol class="where"'))]
        assert words in where
        assert where.count('class="money"') == 1
