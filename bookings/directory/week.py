"""A profile's week: which days have free times, and the times of one of them. Pure but for the addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bookings.availability.slots import ONE_DAY, Diary, slots
from casaora.design import dates

DAYS = 7


@dataclass(frozen=True, slots=True)
class Day:
    """A day to choose: its parts in words, how many starts are free, the address that shows them."""

    date: date
    weekday: str
    number: int
    month: str
    free: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Start:
    """A time of the chosen day: free, or taken and shown struck through."""

    value: str
    label: str
    is_free: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, the chosen one and its times; where to look before and after. ``next_free`` when the week has nothing."""

    days: list[Day]
    chosen: datetime | None
    starts: list[Start]
    before: str
    after: str
    next_free: str


def week(diary: Diary, *, minutes: int, at: datetime, wanted: date | None, start: str, url: Callable[[date], str]) -> Week:
    """Seven days, the one before ``wanted`` first; without a wanted day, the first one with a free time is chosen."""
    today = at.astimezone(diary.zone).date()
    last = today + ONE_DAY * diary.rules.horizon_days
    if wanted is None or not today <= wanted <= last:
        soonest = slots(diary, minutes=minutes, first_date=today, days=diary.rules.horizon_days + 1, at=at, limit=1)
        wanted = soonest[0].starts_at.astimezone(diary.zone).date() if soonest else today
    first = max(today, wanted - ONE_DAY)  # the chosen day stands where a phone shows it
    free = slots(diary, minutes=minutes, first_date=first, days=DAYS, at=at)
    of_day: dict[date, list[datetime]] = {first + ONE_DAY * n: [] for n in range(DAYS)}
    for slot in free:
        local = slot.starts_at.astimezone(diary.zone)
        of_day[local.date()].append(local)
    after = first + ONE_DAY * DAYS
    later = [] if of_day[wanted] else slots(diary, minutes=minutes, first_date=wanted + ONE_DAY, days=(last - wanted).days, at=at, limit=1)
    return Week(
        days=[_day(day, len(starts), url(day), day == wanted) for day, starts in of_day.items()],
        chosen=of_day[wanted][0] if of_day[wanted] else None,
        starts=_starts(diary, wanted, minutes, at, of_day[wanted], start),
        before=url(max(today, wanted - ONE_DAY * DAYS)) if first > today else "",
        after=url(after) if after <= last else "",
        next_free=url(later[0].starts_at.astimezone(diary.zone).date()) if later else "",
    )


def _day(day: date, free: int, url: str, is_chosen: bool) -> Day:
    weekday, number, month = dates.short_day(datetime(day.year, day.month, day.day)).split(" ")  # noqa: DTZ001
    return Day(day, weekday, int(number), month, free, url, is_chosen)


def _starts(diary: Diary, day: date, minutes: int, at: datetime, free: list[datetime], start: str) -> list[Start]:
    """Her hours of the day, those taken too: as if nothing were, on the whole or half hours that remain."""
    empty = replace(diary, busy=(), away=())
    possible = [s.starts_at.astimezone(diary.zone) for s in slots(empty, minutes=minutes, first_date=day, days=1, at=at)]
    known = set(free)
    values = [f"{local:%H:%M}" for local in free]
    chosen = start if start in values else (values[0] if values else "")
    return [Start(f"{p:%H:%M}", dates.hour(p), p in known, p in known and f"{p:%H:%M}" == chosen) for p in possible]


def whole_horizon(at: datetime) -> tuple[datetime, datetime]:
    """What a diary must cover for a profile."""
    return at, at + timedelta(days=63)
