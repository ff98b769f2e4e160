"""Dates, hours, initials and figures in the reader's language and the visit's zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from casaora.design import charts, dates
from casaora.design.tags import marks, times

BOGOTA = "America/Bogota"
THURSDAY = datetime(2026, 11, 26, 15, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page that was asked for in Spanish leaves its language to the test after it."""
    with translation.override("en"):
        yield



@pytest.mark.parametrize(
    ("language", "short", "long", "moment"),
    [
        ("en", "Thu 26 Nov", "Thursday 26 November", "Thu 26 Nov, 10:42"),
        ("es", "jue 26 nov", "jueves 26 de noviembre", "jue 26 nov, 10:42"),
    ],
)
def test_days_and_hours_are_written_as_people_write_them(language: str, short: str, long: str, moment: str) -> None:
    with translation.override(language):
        assert (times.short_day(THURSDAY, BOGOTA), times.long_day(THURSDAY, BOGOTA), times.moment(THURSDAY, BOGOTA)) == (short, long, moment)


def test_the_zone_is_the_visits_and_never_the_servers() -> None:
    late = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
    assert (times.moment(late, BOGOTA), times.moment(late, "Europe/Madrid")) == ("Thu 26 Nov, 21:00", "Fri 27 Nov, 3:00")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        times.moment(datetime(2026, 11, 26, 10, 42), BOGOTA)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 11, 26), "today"), (date(2026, 11, 27), "tomorrow"), (date(2026, 11, 28), "Sat"), (date(2026, 12, 3), "Thu 3 Dec")],
)
def test_near_days_have_names(day: date, words: str) -> None:
    assert dates.near_day(day, date(2026, 11, 26)) == words


@pytest.mark.parametrize(("minutes", "words"), [(240, "4 h"), (150, "2 h 30"), (125, "2 h 05"), (45, "45 min")])
def test_lengths(minutes: int, words: str) -> None:
    assert times.hours_and_minutes(minutes) == words


def test_a_deadline_says_what_is_left_and_is_urgent_under_three_hours() -> None:
    shown = times.deadline(THURSDAY, datetime(2026, 11, 25, 20, 18, tzinfo=UTC))
    assert (shown["hours"], shown["minutes"], shown["spent"], shown["is_urgent"]) == (19, 24, 276, False)
    assert times.deadline(THURSDAY, datetime(2026, 11, 26, 13, 0, tzinfo=UTC))["is_urgent"]
    over = times.deadline(THURSDAY, datetime(2026, 11, 27, tzinfo=UTC))
    assert (over["hours"], over["minutes"], over["spent"]) == (0, 0, over["whole"])


@pytest.mark.parametrize(("name", "letters"), [("Ana Milena Cárdenas", "AC"), ("Yolanda", "YO"), ("óscar de la Hoz", "ÓH"), ("Ñ", "Ñ"), ("", "")])
def test_initials(name: str, letters: str) -> None:
    assert marks.initials(name) == letters


def test_a_person_keeps_a_gradient_and_a_cover() -> None:
    assert marks.avatar("Ana Cárdenas", 8) == '<span class="avatar g1" aria-hidden="true">AC</span>'
    assert "g8 avatar--lg" in marks.avatar("Ana Cárdenas", 7, "avatar--lg")
    assert [marks.cover(n) for n in (0, 3, 4)] == ["cover--1", "cover--4", "cover--1"]


def test_names_are_escaped() -> None:
    assert "<b" not in marks.avatar("<b> <i>", 1)


def test_averages_follow_the_language() -> None:
    with translation.override("es"):
        assert marks.stars(4.9, 212)["average"] == "4,9"
    with translation.override("en"):
        assert marks.stars(5, 87)["average"] == "5.0"


def test_a_state_without_a_badge_of_its_own_does_not_break_a_page() -> None:
    assert "brand new" in marks.badge("brand_new")


def test_a_sparkline_stays_in_its_box_and_survives_nothing_and_sameness() -> None:
    line, area = charts.sparkline([0, 5, 10])
    assert line == "M0.0 40.0 L100.0 22.0 L200.0 4.0"
    assert area.endswith("L200 44 L0 44Z")
    assert charts.sparkline([]) == ("", "")
    assert charts.sparkline([3, 3])[0] == "M0.0 40.0 L200.0 40.0"


def test_bars_mark_the_first_of_the_highest() -> None:
    drawn = charts.bars([("a", 5, ""), ("b", 10, "$ 10"), ("c", 10, "")])
    assert [bar.is_highest for bar in drawn] == [False, True, False]
    assert [bar.height for bar in drawn] == [67, 134, 134]
    assert charts.bars([]) == []
    assert not any(bar.is_highest for bar in charts.bars([("a", 0, ""), ("b", 0, "")]))


def test_parts_of_a_whole_stand_beside_each_other() -> None:
    assert [(part["x"], part["width"]) for part in charts.stacked([("yes", 271), ("no", 18), ("silence", 9)])] == [(0, 271), (271, 18), (289, 9)]


def test_what_has_just_happened_happened_moments_ago_and_else_its_largest_unit_says_it() -> None:
    now = datetime(2026, 11, 26, 15, tzinfo=UTC)
    assert times.ago(now - timedelta(seconds=59), now) == "Moments ago"
    assert times.ago(now - timedelta(days=1, hours=4), now) == "1\N{NO-BREAK SPACE}day ago"
