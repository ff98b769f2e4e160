"""Slots: one rule, whatever the clocks of the city do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.places import holidays
from bookings.availability.models import DAY, Rules
from bookings.availability.slots import Diary, Misfit, Range, at_local, fits, nearest_free, occupied_range, slots, why_not

BOGOTA = ZoneInfo("America/Bogota")
ALL_WEEK = [(day, 0, DAY) for day in range(7)]
OFFICE = [(day, 480, 1080) for day in range(5)]
MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)  # 09:00 in Bogotá


def test_a_quiet_day_offers_each_half_hour_that_leaves_room_for_the_visit() -> None:
    found = slots(Diary(BOGOTA, OFFICE), minutes=180, first_date=date(2026, 11, 24), days=1, at=MONDAY)
    assert [s.starts_at.astimezone(BOGOTA).time() for s in (found[0], found[-1])] == [time(8), time(15)]
    assert len(found) == 15


def test_two_visits_keep_both_buffers_between_them() -> None:
    rules = Rules(buffer_before_minutes=30, buffer_after_minutes=30)
    taken = occupied_range(*(at_local(BOGOTA, date(2026, 11, 24), time(h)) for h in (10, 12)), rules)
    diary = Diary(BOGOTA, OFFICE, busy=[Range(taken.lower, taken.upper)], rules=rules)
    starts = [
        s.starts_at.astimezone(BOGOTA).strftime("%H:%M")
        for s in slots(diary, minutes=60, first_date=date(2026, 11, 24), days=1, at=MONDAY)
    ]
    assert starts[:2] == ["08:00", "13:00"]


def test_a_night_is_two_ranges_that_meet_at_midnight() -> None:
    diary = Diary(BOGOTA, [(0, 1200, DAY), (1, 0, 360)])
    start = at_local(BOGOTA, date(2026, 11, 30), time(22))
    assert fits(diary, starts_at=start, minutes=480, at=MONDAY)
    assert why_not(diary, starts_at=start, minutes=510, at=MONDAY) == Misfit.NOT_HER_HOURS
    found = slots(diary, minutes=480, first_date=date(2026, 11, 30), days=1, at=MONDAY)
    assert [s.starts_at.astimezone(BOGOTA).hour for s in found] == [20, 20, 21, 21, 22]


@pytest.mark.parametrize(
    ("change", "day", "clock", "reason"),
    [
        ({}, date(2026, 11, 24), time(8, 15), Misfit.OFF_GRID),
        ({}, date(2026, 11, 23), time(12), Misfit.TOO_SOON),
        ({}, date(2027, 1, 25), time(8), Misfit.TOO_FAR),
        ({}, date(2026, 11, 24), time(17), Misfit.NOT_HER_HOURS),
        ({"holidays": frozenset({date(2026, 12, 8)})}, date(2026, 12, 8), time(8), Misfit.HOLIDAY),
        ({"away": [Range(MONDAY, MONDAY + timedelta(days=2))]}, date(2026, 11, 24), time(8), Misfit.AWAY),
        ({"busy": [Range(MONDAY, MONDAY + timedelta(days=1))]}, date(2026, 11, 24), time(8), Misfit.TAKEN),
        ({"rules": Rules(daily_cap=1), "busy": [Range(MONDAY + timedelta(hours=22.5), MONDAY + timedelta(hours=24))]},
         date(2026, 11, 24), time(12), Misfit.FULL_DAY),
        ({}, date(2026, 11, 23), time(12, 30), None),
        ({"holidays": frozenset({date(2026, 12, 8)}), "rules": Rules(works_holidays=True)}, date(2026, 12, 8), time(8), None),
    ],
)  # fmt: skip
def test_each_reason_has_a_name(change: dict, day: date, clock: time, reason: Misfit | None) -> None:
    diary = Diary(BOGOTA, OFFICE, **change)
    assert why_not(diary, starts_at=at_local(BOGOTA, day, clock), minutes=120, at=MONDAY) == reason


def test_a_lead_below_the_shortest_is_not_believed() -> None:
    diary = Diary(BOGOTA, OFFICE, rules=Rules(lead_minutes=0))
    assert not fits(diary, starts_at=MONDAY + timedelta(minutes=180), minutes=60, at=MONDAY)


def test_the_nearest_free_starts_are_on_both_sides() -> None:
    taken = Range(*(at_local(BOGOTA, date(2026, 11, 25), time(h)) for h in (10, 13)))
    near = nearest_free(
        Diary(BOGOTA, OFFICE, busy=[taken]), starts_at=at_local(BOGOTA, date(2026, 11, 25), time(11)), minutes=60, at=MONDAY
    )
    assert [s.starts_at.astimezone(BOGOTA).strftime("%H:%M") for s in near] == ["08:00", "08:30", "13:30"]


def test_colombian_holidays_move_to_monday() -> None:
    assert holidays.is_holiday("CO", date(2026, 11, 16))  # Independence of Cartagena, the 11th, kept on the next Monday
    assert not holidays.is_holiday("CO", date(2026, 11, 11))
    assert date(2026, 12, 8) in holidays.between("CO", date(2026, 12, 1), date(2027, 1, 31))
    days = holidays.business_days("CO", date(2026, 12, 4))
    assert [next(days).day for _ in range(3)] == [7, 9, 10]


def test_hours_that_the_clocks_skip_are_not_offered() -> None:
    zone = ZoneInfo("America/Asuncion")  # 6 October 2024: 00:00 became 01:00
    day = date(2024, 10, 6)
    assert at_local(zone, day, time(0, 30)) is None
    found = slots(Diary(zone, [(6, 0, 120)]), minutes=30, first_date=day, days=1, at=datetime(2024, 10, 1, tzinfo=UTC))
    assert [s.starts_at.astimezone(zone).strftime("%H:%M") for s in found] == ["01:00", "01:30"]
    assert slots(Diary(zone, [(6, 0, 30)]), minutes=30, first_date=day, days=1, at=datetime(2024, 10, 1, tzinfo=UTC)) == []


def test_an_hour_that_comes_twice_is_offered_once() -> None:
    zone = ZoneInfo("America/Asuncion")  # 24 March 2024: 00:00 became 23:00 of the 23rd
    day = date(2024, 3, 23)
    found = slots(Diary(zone, [(5, 1320, DAY)]), minutes=30, first_date=day, days=1, at=datetime(2024, 3, 20, tzinfo=UTC))
    assert [s.starts_at.astimezone(zone).strftime("%H:%M") for s in found] == ["22:00", "22:30", "23:00", "23:30"]


ZONES = ["America/Santiago", "America/Asuncion", "America/Montevideo", "America/Argentina/Buenos_Aires", "America/Bogota"]
#: Around the changes of the clocks that these zones have had.
DAYS = [
    date(2026, 4, 4), date(2026, 9, 5), date(2024, 3, 23), date(2024, 10, 5), date(2015, 3, 7), date(2014, 10, 4), date(2009, 3, 14),
    date(2008, 10, 18), date(2026, 11, 23),
]  # fmt: skip
half_hours = st.integers(0, 47).map(lambda n: n * 30)
weeks = st.lists(
    st.tuples(st.integers(0, 6), half_hours, st.integers(1, 48)).map(lambda r: (r[0], r[1], min(DAY, r[1] + 30 * r[2]))), max_size=14
)


@st.composite
def diaries(draw) -> tuple[Diary, date, datetime]:
    zone, day = ZoneInfo(draw(st.sampled_from(ZONES))), draw(st.sampled_from(DAYS))
    noon = datetime.combine(day, time(12), zone).astimezone(UTC)
    ranges = st.lists(
        st.tuples(st.integers(-60, 60), st.integers(1, 20)).map(
            lambda r: Range(noon + timedelta(minutes=30 * r[0]), noon + timedelta(minutes=30 * (r[0] + r[1])))
        ),
        max_size=4,
    )
    rules = Rules(
        lead_minutes=draw(st.integers(210, 2000)), horizon_days=draw(st.integers(1, 60)), daily_cap=draw(st.none() | st.integers(1, 3)),
        buffer_before_minutes=draw(st.integers(0, 90)), buffer_after_minutes=draw(st.integers(0, 90)), works_holidays=draw(st.booleans()),
    )  # fmt: skip
    free = draw(st.frozensets(st.integers(-1, 2).map(lambda n: day + timedelta(days=n)), max_size=2))
    diary = Diary(zone, draw(weeks | st.just(ALL_WEEK)), draw(ranges), draw(ranges), rules, free)
    return diary, day, noon + timedelta(minutes=draw(st.integers(-4000, 2000)))


@settings(max_examples=150, deadline=None)
@given(diaries(), st.integers(1, 24).map(lambda n: n * 30))
@example((Diary(ZoneInfo("America/Asuncion"), ALL_WEEK), date(2024, 3, 23), datetime(2024, 3, 22, tzinfo=UTC)), 90)
def test_a_start_is_a_slot_exactly_when_it_fits(case: tuple, minutes: int) -> None:
    diary, day, at = case
    found = slots(diary, minutes=minutes, first_date=day, days=2, at=at)
    offered = {slot.starts_at for slot in found}
    assert [s.starts_at for s in found] == sorted(offered)
    begin = datetime.combine(day, time(), diary.zone).astimezone(UTC)
    for number in range(-2, 2 * 50):
        start = begin + timedelta(minutes=30 * number)
        if day <= start.astimezone(diary.zone).date() <= day + timedelta(days=1):
            assert (start in offered) == fits(diary, starts_at=start, minutes=minutes, at=at)


@settings(max_examples=150, deadline=None)
@given(diaries(), st.integers(1, 24).map(lambda n: n * 30))
def test_no_slot_touches_what_is_taken_and_each_can_be_named_by_its_wall_clock(case: tuple, minutes: int) -> None:
    diary, day, at = case
    for slot in slots(diary, minutes=minutes, first_date=day, days=2, at=at):
        whole = occupied_range(slot.starts_at, slot.ends_at, diary.rules)
        assert slot.ends_at - slot.starts_at == timedelta(minutes=minutes)
        assert not any(taken.starts_at < whole.upper and whole.lower < taken.ends_at for taken in [*diary.busy, *diary.away])
        local = slot.starts_at.astimezone(diary.zone)
        assert local.minute in (0, 30)
        assert at_local(diary.zone, local.date(), local.time()) == slot.starts_at
        assert diary.rules.works_holidays or local.date() not in diary.holidays
        assert slot.starts_at - at >= timedelta(minutes=diary.rules.lead_minutes)
