"""What is written is RFC 5545, whatever people wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.calendars import ics
from tests.bookings.calendars.reading import read, unescaped

AT = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8"), max_size=300)


def event(**words: object) -> ics.Event:
    given = {"summary": "Visit", "description": "", "location": "Calle 1", **words}
    return ics.Event(
        uid="CB-222222@casaora", sequence=3, status=ics.CONFIRMED, starts_at=AT, ends_at=AT + timedelta(hours=4), changed_at=AT,
        url="https://casaora.example/en/bookings/CB-222222/", **given,  # type: ignore[arg-type]
    )  # fmt: skip


@given(words=WORDS)
def test_whatever_is_written_comes_back_and_opens_no_other_line(words: str) -> None:
    _whole, [found] = read(ics.calendar([event(summary=words, location=words, description=words)], name=words))
    plain = "".join(c for c in words.replace("\r\n", "\n").replace("\r", "\n") if (c >= " " and c != "\x7f") or c in "\t\n")
    assert unescaped(found["SUMMARY"]) == unescaped(found["LOCATION"]) == plain


def test_a_line_is_folded_between_letters_and_not_inside_one() -> None:
    body = ics.calendar([event(summary="ñ" * 200)], name="x")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert unescaped(read(body)[1][0]["SUMMARY"]) == "ñ" * 200


def test_moments_are_utc_whatever_zone_they_come_in() -> None:
    bogota = timezone(timedelta(hours=-5))
    assert ics.moment(datetime(2026, 11, 26, 10, 0, tzinfo=bogota)) == "20261126T150000Z"
    with pytest.raises(ValueError):
        ics.moment(datetime(2026, 11, 26, 10, 0))  # noqa: DTZ001


def test_a_message_has_its_method_and_its_organizer() -> None:
    whole, [found] = read(ics.calendar([event()], name="x", method=ics.CANCEL, organizer="hola@casaora.example", zone="America/Bogota"))
    assert (whole["METHOD"], found["ORGANIZER"], whole["X-WR-TIMEZONE"]) == ("CANCEL", "mailto:hola@casaora.example", "America/Bogota")


def test_a_calendar_without_visits_is_one() -> None:
    assert read(ics.calendar([], name="Visits"))[1] == []
