"""Diaries are loaded in bulk, see others' bookings only as busy, and ask the exclusion index with both columns."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.professionals.models import Professional
from bookings.availability import queries
from bookings.availability.models import Rules, TimeOff
from bookings.availability.slots import Range, fits
from casaora.demo import cast
from casaora.demo import catalog as demo
from casaora.kit.acting import WEB, acting

pytestmark = pytest.mark.django_db


def team(size: int) -> list[Professional]:
    for n in range(size):
        demo.at_work(cast.professional(f"Rosa{n}", "Mosquera"))
    return list(Professional.objects.select_related("city").order_by("pk"))


def test_one_and_twenty_take_the_same_three_statements(at) -> None:
    people = team(20)
    for some in (people[:1], people):
        with acting(role=WEB), CaptureQueriesContext(connection) as captured:
            known = queries.diaries(some, at, at + timedelta(days=7))
        assert len(captured) == 3
        assert set(known) == {p.pk for p in some}
    with CaptureQueriesContext(connection) as captured:
        queries.diaries(list(Professional.objects.select_related("city", "rules")), at, at + timedelta(days=7))
    assert len(captured) == 3  # the list itself, hours, what is taken: rules came with it
    assert queries.diaries([], at, at) == {}


def test_a_visitor_is_told_when_she_is_away_and_her_rules_hold(at) -> None:
    ana = team(1)[0]
    Rules.objects.create(professional=ana, lead_minutes=600)
    span = (at + timedelta(days=1), at + timedelta(days=1, hours=2))
    TimeOff.objects.create(professional=ana, starts_at=span[0], ends_at=span[1])
    with acting(role=WEB):
        diary = queries.diary(ana, at, at + timedelta(days=7))
    assert diary.away == [Range(*span)]
    assert diary.rules.lead_minutes == 600
    assert not fits(diary, starts_at=span[0], minutes=60, at=at)


def test_what_is_taken_is_asked_from_the_exclusion_index_with_both_columns(at) -> None:
    ids, span = [p.pk for p in team(3)], f"[{at.isoformat()},{(at + timedelta(days=7)).isoformat()})"
    values = {"ids": ids, "range": span, "first": at, "until": at + timedelta(days=7)}
    with acting(role=WEB), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {queries.TAKEN}", values)
        plan = [line for (line,) in cursor.fetchall()]
    place = next(n for n, line in enumerate(plan) if "booking_never_overlaps" in line)
    condition = next(line for line in plan[place:] if "Index Cond" in line)
    assert "professional_id = p.id" in condition
    assert "occupied &&" in condition


def test_holidays_and_the_zone_are_those_of_her_city(at) -> None:
    ana = team(1)[0]
    diary = queries.diary(ana, datetime(2026, 12, 7, tzinfo=UTC), datetime(2026, 12, 9, tzinfo=UTC))
    assert str(diary.zone) == "America/Bogota"
    assert not fits(diary, starts_at=datetime(2026, 12, 8, 15, tzinfo=UTC), minutes=60, at=at)
