"""The week on which a time is chosen: what is free, what is taken, why a day has nothing, and the ways to other weeks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings.availability.models import TimeOff
from bookings.availability.queries import diary
from bookings.availability.slots import slots
from bookings.availability.week import Week, week
from casaora.demo.scenes import Stage

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def of(stage: Stage, chosen: date | None = None, minutes: int = 240) -> Week:
    return week(stage.offering.professional, minutes=minutes, at=stage.at, chosen=chosen)


def reasons(found: Week) -> dict[str, str]:
    return {f"{day.date:%a}": day.why for day in found.days if not day.free}


def test_seven_days_from_today_on_and_the_first_free_one_is_open(stage: Stage) -> None:
    found = of(stage)
    assert [day.date for day in found.days] == [MONDAY + timedelta(days=n) for n in range(7)]
    assert found.day.free
    assert found.before is None
    assert found.after == MONDAY + timedelta(days=7)


def test_what_is_free_is_what_the_one_rule_offers(stage: Stage) -> None:
    professional = stage.offering.professional
    stage.confirmed()
    for n in range(14):
        day = MONDAY + timedelta(days=n)
        known = diary(professional, stage.at, stage.at + timedelta(days=20))
        offered = [slot.starts_at for slot in slots(known, minutes=240, first_date=day, days=1, at=stage.at)]
        found = of(stage, day)
        assert [start.starts_at for start in found.starts if start.is_free] == offered
        assert found.day.free == len(offered)


def test_a_taken_start_stays_visible_and_cannot_be_chosen(stage: Stage) -> None:
    booking = stage.confirmed()
    found = of(stage, booking.starts_at.date())
    assert booking.starts_at in [start.starts_at for start in found.starts if not start.is_free]
    page = Client().get(f"/en/bookings/new/{stage.offering.professional.slug}/?date={booking.starts_at:%Y-%m-%d}&minutes=240").content.decode()
    assert f'value="{booking.starts_at.isoformat()}" disabled' in page
    assert "Times that are struck through are taken" in page


def test_a_day_without_a_start_says_why(stage: Stage) -> None:
    professional = stage.offering.professional
    off = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    TimeOff.objects.create(professional=professional, starts_at=off, ends_at=off + timedelta(days=1))
    found = reasons(of(stage, MONDAY))
    assert found["Wed"] == "Away that day"
    assert found["Sun"] == "A day of rest"
    assert reasons(of(stage, date(2026, 12, 8)))["Tue"] == "A public holiday"
    assert reasons(of(stage, MONDAY + timedelta(days=90)))["Mon"] == "Not open for booking yet"
    assert set(reasons(of(stage, date(2026, 11, 27), minutes=720)).values()) >= {"The visit is longer than the hours of that day"}


def test_a_day_without_a_start_leads_to_the_next_that_has_one(stage: Stage) -> None:
    found = of(stage, date(2026, 11, 29))
    assert not found.starts
    assert found.next_free == date(2026, 11, 30)


def test_there_is_no_week_beyond_the_horizon(stage: Stage) -> None:
    assert of(stage, MONDAY + timedelta(days=59)).after is None


def test_the_page_says_it_in_words_and_its_links_keep_the_choice(stage: Stage) -> None:
    path = f"/en/bookings/new/{stage.offering.professional.slug}/?service=regular-cleaning&minutes=300&date=2026-11-29"
    page = Client().get(path).content.decode()
    assert "A day of rest." in page
    assert "Free again: Monday 30 November" in page
    assert "service=regular-cleaning&amp;minutes=300&amp;date=2026-11-30#times" in page
    assert "The week before" not in page


def test_a_week_costs_three_statements(stage: Stage, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    professional = stage.offering.professional
    assert professional.city
    with django_assert_max_num_queries(3):
        week(professional, minutes=240, at=stage.at, chosen=None)
