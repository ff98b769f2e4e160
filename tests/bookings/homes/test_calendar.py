"""The professional's week: a picture, the same in words, the weeks beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.professionals.models import Professional
from bookings.availability.models import TimeOff, WeeklyRange
from bookings.homes.calendar import week
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.bookings.homes.many import cloned

pytestmark = pytest.mark.django_db
PAGE = "/en/professional/calendar/"


@pytest.fixture
def me(stage: Stage) -> Professional:
    clock.set_to(stage.at)
    return Professional.objects.select_related("city__market").get(pk=stage.offering.professional_id)


def words(person: Any, query: str = "") -> str:
    client = Client()
    client.force_login(person.user)
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_visit_stands_at_its_hours_with_the_way_around_it(stage: Stage, me: Professional) -> None:
    booking = stage.confirmed()  # Wednesday, 10:00 to 14:00, half an hour of way on both sides
    shown = week(me, stage.at, None)
    visit = next(box for box in shown.boxes if box.booking)
    way = next(box for box in shown.boxes if box.kind == "way")
    assert (visit.height, way.height) == (160, 200)
    assert way.y == visit.y - 20
    assert (visit.kind, visit.booking) == ("visit is-confirmed", booking)
    assert [len(day.visits) for day in shown.days] == [0, 0, 1, 0, 0, 0, 0]
    assert (shown.visits, shown.earned) == (1, booking.earning)


def test_a_night_is_drawn_on_both_days_and_said_on_the_first(stage: Stage, me: Professional) -> None:
    WeeklyRange.objects.filter(professional=me).delete()
    for day in range(7):
        WeeklyRange.objects.create(professional=me, weekday=day, starts_minute=0, ends_minute=1440)
    booking = stage.confirmed(starts_at=stage.at.replace(hour=3) + timedelta(days=2), minutes=240)  # Tuesday 22:00 to Wednesday 2:00
    shown = week(me, stage.at, None)
    assert [box.height for box in shown.boxes if box.booking] == [80, 80]
    assert [len(day.visits) for day in shown.days] == [0, 1, 0, 0, 0, 0, 0]
    sunday = stage.confirmed(starts_at=stage.at.replace(hour=3) + timedelta(days=7), minutes=240)  # the night to the next Monday
    assert week(me, stage.at, None).visits == 2
    after = week(me, stage.at, date(2026, 11, 30))
    assert (after.visits, [box.booking for box in after.boxes if box.booking]) == (0, [sunday])
    assert booking.pk != sunday.pk


def test_what_the_picture_shows_is_said_day_by_day(stage: Stage, me: Professional) -> None:
    booking = stage.authorized()
    TimeOff.objects.create(professional=me, starts_at=datetime(2026, 11, 27, 5, tzinfo=UTC), ends_at=datetime(2026, 11, 28, 5, tzinfo=UTC))
    page = words(me)
    assert page.count(f"/en/bookings/{booking.reference}/") == 2  # in the picture for a mouse, in the list for everybody
    for said in ("This week", "23 – 29 November", "Day off", "Waiting for your answer", "Nothing booked"):
        assert said in page


def test_a_public_holiday_on_which_she_rests_is_said(stage: Stage, me: Professional) -> None:
    assert "Public holiday" in words(me, "?week=2026-12-08")


def test_a_part_of_a_day_away_is_said_with_its_hours(stage: Stage, me: Professional) -> None:
    TimeOff.objects.create(professional=me, starts_at=datetime(2026, 11, 27, 15, tzinfo=UTC), ends_at=datetime(2026, 11, 27, 18, tzinfo=UTC))
    assert "; away 10:00–13:00" in words(me)


@pytest.mark.parametrize(("asked", "monday"), [("2026-12-03", date(2026, 11, 30)), ("2026-11-23", date(2026, 11, 23)), ("2036-01-01", date(2026, 11, 23)), ("nonsense", date(2026, 11, 23)), ("2026-02-31", date(2026, 11, 23))])
def test_any_day_of_a_week_leads_to_it_and_nonsense_to_this_one(stage: Stage, me: Professional, asked: str, monday: date) -> None:
    assert f"?week={monday + timedelta(days=7)}" in words(me, f"?week={asked}")


def test_the_weeks_end_where_nothing_can_be_booked(stage: Stage, me: Professional) -> None:
    last = week(me, stage.at, stage.at.date() + timedelta(weeks=9))
    first = week(me, stage.at, stage.at.date() - timedelta(weeks=52))
    assert (last.after, first.before) == (None, None)


def test_a_request_that_is_not_paid_is_not_hers_to_know(stage: Stage, me: Professional) -> None:
    booking = stage.requested()
    assert booking.reference not in words(me)


def test_somebody_elses_visits_are_not_there(stage: Stage, me: Professional) -> None:
    booking = stage.confirmed()
    assert booking.reference not in words(cast.professional("Rosalba", "Mosquera"))


def test_as_many_statements_for_a_full_week_as_for_one_visit(stage: Stage, me: Professional) -> None:
    client = Client()
    client.force_login(me.user)
    booking = stage.confirmed(minutes=120)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for day in (3, 4):
        cloned(booking, timedelta(days=day - 2))
        cloned(booking, timedelta(days=day - 2, hours=5))
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few) <= 10
