"""The professional's first page: requests by their deadline, the way through the day, what waits for her, the money."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.professionals.models import Professional
from bookings.availability.models import WeeklyRange
from bookings.catalog.models import Offering
from bookings.homes.todos import todos
from bookings.lifecycle import actions
from bookings.lifecycle.proposals import propose_time
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.bookings.homes.many import cloned

pytestmark = pytest.mark.django_db
HOME = "/en/professional/"


def browser(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def me(stage: Stage) -> Professional:
    return stage.offering.professional


def words(client: Client, path: str = HOME) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def at_hour(stage: Stage, days: int, hour: int) -> datetime:
    """Some days from the tests' Monday, at an hour of Bogotá."""
    return stage.at.replace(hour=hour + 5, minute=0) + timedelta(days=days)


def test_the_request_whose_time_runs_out_first_stands_first(stage: Stage, me: Professional) -> None:
    later = stage.authorized(starts_at=at_hour(stage, 3, 8))
    sooner = stage.authorized(starts_at=at_hour(stage, 0, 14))
    assert sooner.respond_by
    assert later.respond_by
    assert sooner.respond_by < later.respond_by
    page = words(browser(me))
    assert page.index(sooner.reference) < page.index(later.reference)
    assert "2 families are waiting for your answer." in page
    assert "data-left" in page  # the time left is words of the server, with or without scripts
    assert "Answer before Mon 23 Nov, 12:00." in page


def test_a_request_says_how_far_it_is_and_whether_they_know_each_other_but_not_the_address(stage: Stage, me: Professional) -> None:
    booking = stage.authorized(message="Two cats.")
    page = words(browser(me))
    assert "First time with you" in page
    assert "about 1 km from where you live" in page
    assert "“Two cats.”" in page
    assert booking.address_line not in page
    assert "geo:" not in page


def test_a_family_that_was_served_before_is_known(stage: Stage, me: Professional) -> None:
    done = stage.completed(starts_at=at_hour(stage, 1, 8))
    clock.set_to(done.ends_at + timedelta(hours=1))
    stage.at = done.ends_at + timedelta(hours=1)
    stage.authorized(starts_at=at_hour(stage, 2, 10).replace(hour=15))
    assert "1 visit with you before" in words(browser(me))


def test_today_is_a_way_from_home_to_home(stage: Stage, me: Professional) -> None:
    early = stage.confirmed(starts_at=at_hour(stage, 1, 8), minutes=180)
    late = stage.confirmed(starts_at=at_hour(stage, 1, 13), minutes=180)
    clock.set_to(at_hour(stage, 1, 7))
    page = words(browser(me))
    assert page.index(early.reference) < page.index(late.reference)
    assert early.address_line in page
    assert "Less than 1 km in a straight line, 2 h for the way" in page
    assert page.count('href="geo:') == 2
    assert "2 visits today." in page


def test_a_running_visit_is_finished_from_here(stage: Stage, me: Professional) -> None:
    booking = stage.started()
    clock.set_to(booking.starts_at + timedelta(hours=3))
    assert f"/en/bookings/{booking.reference}/completion/" in words(browser(me))


def test_another_time_that_a_family_proposes_waits_for_a_word(stage: Stage, me: Professional) -> None:
    booking = stage.confirmed()
    propose_time(reference=booking.reference, starts_at=booking.starts_at + timedelta(days=1), by=stage.as_customer, at=stage.at)
    page = words(browser(me))
    assert "proposes another time" in page
    assert "Thu 26 Nov, 10:00 instead of Wed 25 Nov, 10:00. You decide." in page


def test_a_day_without_anything_says_what_comes_next(stage: Stage, me: Professional) -> None:
    assert "Nobody is waiting. New requests appear here and come by e-mail." in words(browser(me))
    stage.confirmed()
    assert "No visits today. The next one is on Wednesday 25 November at 10:00." in words(browser(me))


@pytest.mark.parametrize("language", ["en", "es"])
def test_as_many_statements_for_fifty_bookings_as_for_one(stage: Stage, me: Professional, language: str) -> None:
    client, path = browser(me), f"/{language}/professional/"
    first = stage.authorized(starts_at=at_hour(stage, 1, 8), minutes=120)
    first = actions.accept(reference=first.reference, by=stage.as_professional, at=stage.at)
    second = stage.authorized(starts_at=at_hour(stage, 1, 11), minutes=120)
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for n in range(1, 25):
        cloned(first, timedelta(days=n))
        cloned(second, timedelta(days=n))
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few)
    assert len([q for q in few.captured_queries if "SAVEPOINT" not in q["sql"]]) <= 11


def test_what_keeps_families_or_money_away_is_said_first(stage: Stage, me: Professional) -> None:
    Offering.objects.update(is_live=False)
    WeeklyRange.objects.all().delete()
    page = words(browser(me))
    for said in ("Say what you offer", "Say when you work", "Set up your payout account", "Finish your profile"):
        assert said in page
    assert [t.stops for t in todos(me, None, stage.at, offers=False, works=False, has_portrait=True)] == [True, True, False, False]


@pytest.mark.parametrize(("days", "said", "stops"), [(20, "A check runs out on", False), (-1, "A check ran out on", True), (90, "", False)])
def test_a_check_that_runs_out_is_spoken_of_in_time(stage: Stage, me: Professional, days: int, said: str, stops: bool) -> None:
    me.checks_valid_until = stage.at + timedelta(days=days)
    found = [t for t in todos(me, None, stage.at, offers=True, works=True, has_portrait=True) if "check" in t.title]
    assert [t.stops for t in found] == ([stops] if said else [])
    assert all(t.title.startswith(said) for t in found)


def test_requests_are_paused_and_taken_again_by_a_button(stage: Stage, me: Professional, caplog: pytest.LogCaptureFixture) -> None:
    client = browser(me)
    caplog.set_level("INFO", logger="casaora.events")
    assert "Nobody new finds you now." in str(client.post(f"{HOME}profile/listing/", {"listed": "no"}, follow=True).content.decode())
    me.refresh_from_db()
    assert not me.is_listed
    assert "Taking no new requests" in words(client)
    client.post(f"{HOME}profile/listing/", {"listed": "yes"})
    me.refresh_from_db()
    assert me.is_listed
    client.post(f"{HOME}profile/listing/", {"listed": "yes"})  # again is nothing new
    assert [r.message for r in caplog.records if r.message.startswith("professional_")] == ["professional_unlisted", "professional_listed"]


def test_visitors_sign_in_and_others_find_nothing(stage: Stage, me: Professional) -> None:
    for path in (HOME, f"{HOME}calendar/"):
        assert Client().get(path).headers["Location"].startswith("/en/account/login/")
        assert browser(stage.customer).get(path).status_code == 404
    assert browser(stage.customer).post(f"{HOME}profile/listing/", {"listed": "no"}).status_code == 404
    stage.confirmed()
    other = cast.professional("Rosalba", "Mosquera")
    assert "CB-" not in words(browser(other))


def test_all_bookings_stand_by_month_and_can_be_narrowed(stage: Stage, me: Professional) -> None:
    client, page = browser(me), f"{HOME}bookings/"
    assert "No visits yet" in words(client, page)
    ahead = stage.confirmed(starts_at=at_hour(stage, 9, 8))
    over = actions.decline(reference=stage.authorized().reference, by=stage.as_professional, at=stage.at)
    everything = words(client, page)
    assert everything.index("December 2026") < everything.index(ahead.reference) < everything.index("November 2026") < everything.index(over.reference)
    assert over.reference not in words(client, f"{page}?show=ahead")
    assert ahead.reference not in words(client, f"{page}?show=over")
    assert "There are none of these now." in words(client, f"{page}?show=done")
    assert ahead.reference in words(client, f"{page}?show=nonsense")
