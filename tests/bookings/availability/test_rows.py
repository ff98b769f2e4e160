"""Who sees and writes the rows of availability, by raw SQL as the web role."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from bookings.models import Rules, ServedArea, TimeOff, WeeklyRange
from casaora.demo import cast
from casaora.kit.acting import WEB, acting

pytestmark = pytest.mark.django_db


def rows(sql: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.fixture
def ana(db):
    ana = cast.professional()
    WeeklyRange.objects.create(professional=ana, weekday=0, starts_minute=480, ends_minute=720)
    TimeOff.objects.create(
        professional=ana, starts_at=datetime(2026, 12, 1, tzinfo=UTC), ends_at=datetime(2026, 12, 2, tzinfo=UTC), note="surgery"
    )
    Rules.objects.create(professional=ana)
    ServedArea.objects.create(professional=ana, neighborhood=ana.neighborhood)
    return ana


def test_everybody_reads_hours_rules_and_areas(ana) -> None:
    with acting(role=WEB):
        assert rows("SELECT weekday FROM bookings_weeklyrange") == [(0,)]
        assert rows("SELECT lead_minutes FROM bookings_rules") == [(210,)]
        assert len(rows("SELECT 1 FROM bookings_servedarea")) == 1


def test_time_off_is_hers_and_others_learn_only_when(ana) -> None:
    stranger = cast.professional("Rosalba", "Mosquera")
    for person in (None, stranger.pk):
        with acting(role=WEB, person=person):
            assert rows("SELECT note FROM bookings_timeoff") == []
            assert len(rows("SELECT professional_id, starts_at, ends_at FROM away")) == 1
    with acting(role=WEB, person=ana.pk):
        assert rows("SELECT note FROM bookings_timeoff") == [("surgery",)]


@pytest.mark.parametrize("table", ["weeklyrange", "timeoff", "rules", "servedarea"])
def test_nobody_writes_except_by_a_verb(ana, table: str) -> None:
    with acting(role=WEB, person=ana.pk):
        for sql in (f"DELETE FROM bookings_{table}", f"UPDATE bookings_{table} SET professional_id = professional_id"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows(sql)


def test_the_view_away_cannot_be_written(ana) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows("DELETE FROM away")


@pytest.mark.parametrize(
    "fields",
    [
        {"weekday": 7, "starts_minute": 0, "ends_minute": 60},
        {"weekday": 1, "starts_minute": 60, "ends_minute": 60},
        {"weekday": 1, "starts_minute": 1380, "ends_minute": 1470},
        {"weekday": 1, "starts_minute": 485, "ends_minute": 600},
        {"weekday": 0, "starts_minute": 690, "ends_minute": 780},
    ],
)
def test_the_database_refuses_hours_that_make_no_sense(ana, fields: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WeeklyRange.objects.create(professional=ana, **fields)


def test_hours_may_touch(ana) -> None:
    WeeklyRange.objects.create(professional=ana, weekday=0, starts_minute=720, ends_minute=780)


@pytest.mark.parametrize("fields", [{"lead_minutes": 180}, {"horizon_days": 61}, {"buffer_after_minutes": 300}, {"daily_cap": 0}])
def test_the_database_refuses_rules_beyond_their_bounds(ana, fields: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Rules.objects.filter(professional=ana).update(**fields)
