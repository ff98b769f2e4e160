"""When a visit fits: one rule, used by search, profile, quote and the insert. Pure: every fact and ``at`` are arguments.

Hours are walls of the city's clock; a visit is real time between two instants. Everything is compared as instants
in UTC, so that a night, a month's end and a change of the clocks need no case of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from psycopg.types.range import TimestamptzRange

from bookings.availability.models import GRID_MINUTES, SHORTEST_LEAD, Rules

ONE_DAY = timedelta(days=1)
GRID = timedelta(minutes=GRID_MINUTES)


class Misfit(StrEnum):
    """Why a visit does not fit, in the order in which it is looked at."""

    OFF_GRID = "off_grid"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    NOT_HER_HOURS = "not_her_hours"
    HOLIDAY = "holiday"
    AWAY = "away"
    TAKEN = "taken"
    FULL_DAY = "full_day"


@dataclass(frozen=True, slots=True)
class Range:
    """From an instant up to, not including, another; both aware."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: Range) -> bool:
        """Whether they share an instant; ranges that touch do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: Range) -> bool:
        """Whether the other lies wholly inside."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


class Slot(Range):
    """A visit that fits."""

    __slots__ = ()


@dataclass(frozen=True)
class Diary:
    """What is known of one professional: ``weekly`` as (weekday, starts_minute, ends_minute), the rest as ranges.

    ``busy`` are occupied ranges, buffers included. ``holidays`` are dates of the market. All of it need only be complete
    for the days that are asked about.
    """

    zone: ZoneInfo
    weekly: Sequence[tuple[int, int, int]]
    away: Sequence[Range] = ()
    busy: Sequence[Range] = ()
    rules: Rules = field(default_factory=Rules)
    holidays: frozenset[date] = frozenset()


def slots(diary: Diary, *, minutes: int, first_date: date, days: int, at: datetime, limit: int | None = None) -> list[Slot]:
    """The starts of a visit of ``minutes`` on ``days`` local dates from ``first_date``, in order of time; the first ``limit``.

    Each one ``fits``. On the day when the clock goes back, the repeated half hours are offered once.
    """
    return list(islice(_each_slot(diary, timedelta(minutes=minutes), first_date, first_date + ONE_DAY * (days - 1), at), limit))


def starts(diary: Diary, *, minutes: int, first_date: date, days: int, at: datetime) -> list[tuple[Slot, Misfit | None]]:
    """Every start inside her open hours on those dates, with why it cannot be had: None for what :func:`slots` offers."""
    length, last_date = timedelta(minutes=minutes), first_date + ONE_DAY * (days - 1)
    found = []
    for open_range in _open(diary, first_date, last_date, length):
        start = open_range.starts_at
        while start + length <= open_range.ends_at:
            if first_date <= start.astimezone(diary.zone).date() <= last_date:
                found.append((Slot(start, start + length), _misfit(diary, start, start + length, at)))
            start += GRID
    return found


def is_open(diary: Diary, day: date, *, despite_holidays: bool = False) -> bool:
    """Whether she works at all on a local date: her weekly hours, and public holidays unless ``despite_holidays``."""
    is_closed = day in diary.holidays and not diary.rules.works_holidays and not despite_holidays
    return not is_closed and any(weekday == day.weekday() for weekday, _start, _end in diary.weekly)


def first_of_each_day(diary: Diary, *, minutes: int, first_date: date, days: int, at: datetime) -> list[Slot]:
    """The earliest start of each local date that has one: what ``slots`` would begin each day with, in one walk."""
    return list(_each_slot(diary, timedelta(minutes=minutes), first_date, first_date + ONE_DAY * (days - 1), at, one_a_day=True))


def why_not(diary: Diary, *, starts_at: datetime, minutes: int, at: datetime) -> Misfit | None:
    """Why a visit does not fit, or None when it does."""
    starts_at = starts_at.astimezone(UTC)
    length = timedelta(minutes=minutes)
    misfit = _misfit(diary, starts_at, starts_at + length, at)
    if misfit in (Misfit.OFF_GRID, Misfit.TOO_SOON, Misfit.TOO_FAR):
        return misfit
    visit = Range(starts_at, starts_at + length)
    day = starts_at.astimezone(diary.zone).date()
    if any(open_range.contains(visit) for open_range in _open(diary, day, day, length)):
        return misfit
    if any(open_range.contains(visit) for open_range in _open(diary, day, day, length, despite_holidays=True)):
        return Misfit.HOLIDAY
    return Misfit.NOT_HER_HOURS


def fits(diary: Diary, *, starts_at: datetime, minutes: int, at: datetime) -> bool:
    """Whether a visit of ``minutes`` from an exact instant can be booked at ``at``."""
    return why_not(diary, starts_at=starts_at, minutes=minutes, at=at) is None


def nearest_free(diary: Diary, *, starts_at: datetime, minutes: int, at: datetime, limit: int = 3, days: int = 7) -> list[Slot]:
    """The slots nearest to a start that does not fit, within ``days`` before and after it, in order of time."""
    first = starts_at.astimezone(diary.zone).date() - ONE_DAY * days
    near = slots(diary, minutes=minutes, first_date=first, days=2 * days + 1, at=at)
    near.sort(key=lambda slot: (abs(slot.starts_at - starts_at), slot.starts_at))
    return sorted(near[:limit], key=lambda slot: slot.starts_at)


def occupied_range(starts_at: datetime, ends_at: datetime, rules: Rules) -> TimestamptzRange:
    """What a visit takes of her time, buffers included, as the database compares it: [start, end)."""
    whole = _with_buffers(starts_at, ends_at, rules)
    return TimestamptzRange(whole.starts_at, whole.ends_at, "[)")


def at_local(zone: ZoneInfo, day: date, clock: time) -> datetime | None:
    """The instant (UTC) at which the city's clocks show ``clock`` on ``day``; None when they skip it.

    Where they show it twice, the first time.
    """
    instant = datetime.combine(day, clock, zone).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, clock) else None


def _each_slot(diary: Diary, length: timedelta, first: date, last: date, at: datetime, *, one_a_day: bool = False) -> Iterator[Slot]:
    soonest, done = at + _lead(diary.rules), None
    for open_range in _open(diary, first, last, length):
        start = open_range.starts_at
        if start < soonest:  # what is too soon need not be tried one by one
            start += -((start - soonest) // GRID) * GRID
        while start + length <= open_range.ends_at:
            day = start.astimezone(diary.zone).date()
            if first <= day <= last and day != done and _misfit(diary, start, start + length, at) is None:
                yield Slot(start, start + length)
                if one_a_day:  # on to the next day at once: trying its half hours one by one costs most of a search
                    done, tomorrow = day, _instant(diary.zone, datetime.combine(day + ONE_DAY, time()))
                    start += max(0, (tomorrow - start) // GRID - 1) * GRID
            start += GRID


def _lead(rules: Rules) -> timedelta:
    return timedelta(minutes=max(rules.lead_minutes, SHORTEST_LEAD))


def _misfit(diary: Diary, starts_at: datetime, ends_at: datetime, at: datetime) -> Misfit | None:
    """Everything but the open hours."""
    rules, local = diary.rules, starts_at.astimezone(diary.zone)
    if local.minute % GRID_MINUTES or local.second or local.microsecond or local.fold or ends_at <= starts_at:
        return Misfit.OFF_GRID
    if starts_at < at + _lead(rules):
        return Misfit.TOO_SOON
    if local.date() > at.astimezone(diary.zone).date() + ONE_DAY * rules.horizon_days:
        return Misfit.TOO_FAR
    whole = _with_buffers(starts_at, ends_at, rules)
    if any(away.overlaps(whole) for away in diary.away):
        return Misfit.AWAY
    if any(busy.overlaps(whole) for busy in diary.busy):
        return Misfit.TAKEN
    if rules.daily_cap is not None and _visits_on(diary, local.date()) >= rules.daily_cap:
        return Misfit.FULL_DAY
    return None


def _with_buffers(starts_at: datetime, ends_at: datetime, rules: Rules) -> Range:
    before, after = timedelta(minutes=rules.buffer_before_minutes), timedelta(minutes=rules.buffer_after_minutes)
    return Range(starts_at - before, ends_at + after)


def _visits_on(diary: Diary, day: date) -> int:
    """How many visits begin that day: an occupied range begins one buffer earlier."""
    before = timedelta(minutes=diary.rules.buffer_before_minutes)
    return sum((busy.starts_at + before).astimezone(diary.zone).date() == day for busy in diary.busy)


def _open(diary: Diary, first: date, last: date, length: timedelta, *, despite_holidays: bool = False) -> Iterator[Range]:
    """Her open hours around some days as instants; ranges that meet, as at midnight, are one."""
    closed = frozenset() if diary.rules.works_holidays or despite_holidays else diary.holidays
    margin = ONE_DAY * (1 + length // ONE_DAY)
    day, pieces = first - margin, []
    while day <= last + margin:
        if day not in closed:
            pieces += [_instants(diary.zone, day, s, e) for weekday, s, e in diary.weekly if weekday == day.weekday()]
        day += ONE_DAY
    pieces.sort(key=lambda piece: piece.starts_at)
    current: Range | None = None
    for piece in pieces:
        if current and piece.starts_at <= current.ends_at:
            current = Range(current.starts_at, max(current.ends_at, piece.ends_at))
            continue
        if current:
            yield current
        current = piece
    if current:
        yield current


def _instants(zone: ZoneInfo, day: date, starts_minute: int, ends_minute: int) -> Range:
    """Minutes of a local day as instants. A minute that the clocks skip becomes the moment of the change."""
    midnight = datetime.combine(day, time())
    starts_at, ends_at = (_instant(zone, midnight + timedelta(minutes=m)) for m in (starts_minute, ends_minute))
    return Range(starts_at, max(starts_at, ends_at))


def _instant(zone: ZoneInfo, wall: datetime) -> datetime:
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    before = wall.replace(tzinfo=zone).utcoffset()
    instant = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)  # reckoned with the later offset: before the change
    while instant.astimezone(zone).utcoffset() == before:
        instant += GRID
    return instant
