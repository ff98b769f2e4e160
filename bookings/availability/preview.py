"""What families would see of a week: on each of the coming days, between which hours a visit could start. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bookings.availability.actions import Hours
from bookings.availability.slots import GRID, ONE_DAY, Diary, Slot, slots
from casaora.design import dates

DAYS = 7
#: A visit of this length is tried: the shortest that most people book.
MINUTES = 120


@dataclass(frozen=True, slots=True)
class DaySeen:
    """One day: its name, and the hours at which a visit may start, such as ``8:00–10:30, 14:00``; empty when none."""

    name: str
    starts: str


def preview(diary: Diary, weekly: list[Hours], at: datetime) -> list[DaySeen]:
    """The next seven days with another normal week, everything else as it is: bookings, days off, rules, holidays."""
    today = at.astimezone(diary.zone).date()
    found = slots(replace(diary, weekly=sorted(weekly)), minutes=MINUTES, first_date=today, days=DAYS, at=at)
    seen = []
    for day in (today + ONE_DAY * n for n in range(DAYS)):
        mine = [slot for slot in found if slot.starts_at.astimezone(diary.zone).date() == day]
        seen.append(DaySeen(dates.capital(dates.short_day(day)), ", ".join(_spans(mine, diary))))
    return seen


def _spans(found: list[Slot], diary: Diary) -> list[str]:
    """Starts that follow each other by half hours, as one span."""
    spans: list[tuple[datetime, datetime]] = []
    for slot in found:
        if spans and slot.starts_at - spans[-1][1] == GRID:
            spans[-1] = (spans[-1][0], slot.starts_at)
        else:
            spans.append((slot.starts_at, slot.starts_at))
    clocks = [tuple(dates.hour(moment.astimezone(diary.zone)) for moment in span) for span in spans]
    return [first if first == last else f"{first}–{last}" for first, last in clocks]
