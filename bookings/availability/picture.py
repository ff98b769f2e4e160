"""A week as a drawing: open hours and what is booked, as rectangles in whole units. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.availability.slots import Diary
from casaora.design import dates

FIRST_HOUR, LAST_HOUR = 5, 23
TOP, HEIGHT, LEFT, STEP, WIDTH = 22, 270, 28, 44, 40
MINUTES = (LAST_HOUR - FIRST_HOUR) * 60


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a kind: ``open`` or ``job``."""

    kind: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Column:
    """One day: its letter and where it stands."""

    letter: str
    x: int
    middle: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Columns, boxes and hour marks; ``title`` names the week, the two figures say what is to be seen."""

    title: str
    columns: list[Column]
    boxes: list[Box]
    marks: list[tuple[int, int]]
    open_minutes: int
    jobs: int


def draw(diary: Diary, at: datetime) -> Picture:
    """The week, Monday to Sunday, that ``at`` lies in."""
    today = at.astimezone(diary.zone).date()
    monday = today - timedelta(days=today.weekday())
    names = dates.DAYS[dates.language()]
    boxes = [_box("open", day, start, end) for day, start, end in diary.weekly]
    jobs = [box for busy in diary.busy for box in _jobs(busy.starts_at.astimezone(diary.zone), busy.ends_at.astimezone(diary.zone), monday)]
    return Picture(
        title=_title(monday),
        columns=[Column(names[day][0].upper(), LEFT + STEP * day, LEFT + STEP * day + WIDTH // 2) for day in range(7)],
        boxes=[box for box in (*boxes, *jobs) if box.height > 0],
        marks=[(hour, _y(hour * 60) + 4) for hour in range(FIRST_HOUR + 1, LAST_HOUR, 3)],
        open_minutes=sum(end - start for _day, start, end in diary.weekly),
        jobs=len(jobs),
    )


def _jobs(starts: datetime, ends: datetime, monday: date) -> Sequence[Box]:
    day = (starts.date() - monday).days
    until = (ends.hour * 60 + ends.minute) if ends.date() == starts.date() else 24 * 60
    return [_box("job", day, starts.hour * 60 + starts.minute, until, inset=3)] if 0 <= day < 7 else []


def _box(kind: str, day: int, start: int, end: int, inset: int = 0) -> Box:
    top = _y(start)
    return Box(kind, LEFT + STEP * day + inset, top, WIDTH - 2 * inset, _y(end) - top)


def _y(minute: int) -> int:
    within = min(max(minute - FIRST_HOUR * 60, 0), MINUTES)
    return TOP + within * HEIGHT // MINUTES


def _title(monday: date) -> str:
    first, last = (datetime(d.year, d.month, d.day) for d in (monday, monday + timedelta(days=6)))  # noqa: DTZ001
    return f"{dates.short_day(first)} – {dates.short_day(last)}"
