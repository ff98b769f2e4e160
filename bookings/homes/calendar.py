"""A professional's week: what is drawn, and the same in words, day by day. Rectangles in whole units of the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.professionals.models import Professional
from bookings.availability.queries import diary
from bookings.availability.slots import ONE_DAY, Diary
from bookings.lifecycle import process, queries
from bookings.lifecycle.models import Booking
from casaora.design import dates
from casaora.kit.money import Money, total

#: What stands in a calendar. A request whose payment is not in place is not hers to know.
SHOWN = (process.AUTHORIZED, process.CONFIRMED, process.IN_PROGRESS, process.UNATTENDED, process.COMPLETED)
BACK, AHEAD = timedelta(weeks=52), timedelta(weeks=9)
LEFT, TOP, STEP, WIDTH, HOUR = 44, 40, 154, 146, 40
#: The picture begins and ends here unless something lies outside.
USUAL = (7, 19)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a kind: open, off, way, or visit. A visit has words, one for each line that there is room for, and its booking."""

    kind: str
    x: int
    y: int
    width: int
    height: int
    words: tuple[tuple[int, str], ...] = ()
    booking: Booking | None = None


@dataclass(slots=True)
class Day:
    """One day in words: when it is open, what is off, its visits in order; ``is_today``, ``x`` and ``middle`` for the picture."""

    date: date
    open: str
    x: int
    middle: int
    is_today: bool
    visits: list[Booking] = field(default_factory=list)

    @property
    def name(self) -> str:
        """``Thursday 26 November``."""
        return dates.capital(dates.long_day(self.date))

    @property
    def short(self) -> str:
        """``Thu 26 Nov``."""
        return dates.capital(dates.short_day(self.date))


@dataclass(slots=True)
class Week:
    """Seven days from a Monday, the picture's boxes and marks, where to look before and after (None: no further)."""

    monday: date
    days: list[Day]
    boxes: list[Box]
    marks: list[tuple[str, int]]
    height: int
    now_line: tuple[int, int] | None
    before: date | None
    after: date | None
    is_this: bool
    visits: int
    earned: Money
    names: dict[int, str]

    @property
    def title(self) -> str:
        """``23 – 29 November``, ``30 November – 6 December``."""
        first, last = (dates.long_day(day.date).partition(" ")[2] for day in (self.days[0], self.days[-1]))
        same = self.days[0].date.month == self.days[-1].date.month
        return f"{self.monday.day if same else first} – {last}"


def week(me: Professional, at: datetime, wanted: date | None) -> Week:
    """The week that ``wanted`` lies in, else this one. Her city and market must be loaded. Five statements, however full it is."""
    zone, today = me.city.zone, me.city.local(at).date()
    first, last = today - BACK, today + AHEAD
    day = wanted if wanted and first <= wanted <= last else today
    monday = day - ONE_DAY * day.weekday()
    begins, ends = (datetime.combine(d, time(), zone).astimezone(UTC) for d in (monday, monday + ONE_DAY * 7))
    rows = list(queries.of_professional(me.pk).filter(state__in=SHOWN, starts_at__lt=ends, ends_at__gt=begins).order_by("starts_at", "pk")[:100])
    known = diary(me, begins, ends)
    names = queries.names_of_customers(rows)
    hours = _hours(known, rows, zone)
    days = [_day(me, known, rows, monday + ONE_DAY * n, n, today) for n in range(7)]
    sure = [b for b in rows if b.state != process.AUTHORIZED and b.starts_at >= begins]  # a night before Monday is the week before
    return Week(
        monday=monday, days=days, boxes=[box for n, d in enumerate(days) for box in _boxes(me, known, rows, d, n, names, hours)],
        marks=[(f"{hour}:00", _y(hour * 60, hours)) for hour in range(hours[0], hours[1] + 1, 2)], height=_y(hours[1] * 60, hours) + 12,
        now_line=_now(me.city.local(at), monday, hours), is_this=monday <= today < monday + ONE_DAY * 7,
        before=monday - ONE_DAY * 7 if monday - ONE_DAY > first else None, after=monday + ONE_DAY * 7 if monday + ONE_DAY * 7 <= last else None,
        visits=len(sure), earned=total((b.earning for b in sure), me.city.market.currency), names=names,
    )  # fmt: skip


def _day(me: Professional, known: Diary, rows: Sequence[Booking], day: date, number: int, today: date) -> Day:
    visits = [b for b in rows if me.city.local(b.starts_at).date() == day]
    x = LEFT + STEP * number
    return Day(day, _open_words(known, day), x, x + WIDTH // 2, day == today, visits)


def _open_words(known: Diary, day: date) -> str:
    off = list(_off(known, day))
    if off and off[0] == (0, 24 * 60):
        return _("Day off")
    if day in known.holidays and not known.rules.works_holidays:
        return _("Public holiday")
    ranges = [f"{_clock(start)}–{_clock(end)}" for weekday, start, end in known.weekly if weekday == day.weekday()]
    words = _("Open %(hours)s") % {"hours": ", ".join(ranges)} if ranges else _("Rest day")
    parts = ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in off)
    return _("%(open)s; away %(hours)s") % {"open": words, "hours": parts} if parts else words


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def _off(known: Diary, day: date) -> Iterator[tuple[int, int]]:
    """What of a day she is away, in minutes of it."""
    for away in known.away:
        span = _minutes(away.starts_at.astimezone(known.zone), away.ends_at.astimezone(known.zone), day)
        if span:
            yield span


def _minutes(starts: datetime, ends: datetime, day: date) -> tuple[int, int] | None:
    """The part of a span of local time that lies in a day; None where none does."""
    if starts.date() > day or ends.date() < day:
        return None
    start = starts.hour * 60 + starts.minute if starts.date() == day else 0
    end = ends.hour * 60 + ends.minute if ends.date() == day else 24 * 60
    return (start, end) if end > start else None


def _hours(known: Diary, rows: Sequence[Booking], zone: Any) -> tuple[int, int]:
    """The first and the last hour of the picture: the usual ones, and whatever of her hours and visits lies outside."""
    firsts, lasts = [USUAL[0]], [USUAL[1]]
    for _weekday, start, end in known.weekly:
        firsts, lasts = [*firsts, start // 60], [*lasts, -(-end // 60)]
    for b in rows:
        starts, ends = b.starts_at.astimezone(zone), b.ends_at.astimezone(zone)
        firsts.append(starts.hour - 1 if starts.date() == ends.date() else 0)
        lasts.append(ends.hour + 1 + bool(ends.minute) if starts.date() == ends.date() else 24)
    return max(0, min(firsts)), min(24, max(lasts))


def _boxes(
    me: Professional, known: Diary, rows: Sequence[Booking], day: Day, number: int, names: dict[int, str], hours: tuple[int, int]
) -> Iterator[Box]:
    closed = day.date in known.holidays and not known.rules.works_holidays
    for weekday, start, end in known.weekly:
        if weekday == number and not closed:
            yield _box("open", number, start, end, hours)
    for start, end in _off(known, day.date):
        yield _box("off", number, start, end, hours)
    for b in rows:
        way = _minutes(me.city.local(b.occupied.lower), me.city.local(b.occupied.upper), day.date)
        if way:
            yield _box("way", number, *way, hours)
        span = _minutes(me.city.local(b.starts_at), me.city.local(b.ends_at), day.date)
        if span:
            yield _visit(b, number, span, names.get(b.customer_id, ""), hours, me.city.local(b.starts_at))


def _visit(b: Booking, number: int, span: tuple[int, int], name: str, hours: tuple[int, int], starts: datetime) -> Box:
    box = _box("visit", number, *span, hours, inset=6)
    lines = [f"{dates.hour(starts)} {name}"[:20], b.neighborhood.name[:20]]
    room = max(1, (box.height - 8) // 18)
    words = tuple((box.y + 20 + 18 * n, line) for n, line in enumerate(lines[:room]))
    return Box(f"visit is-{b.state}", box.x, box.y, box.width, box.height, words, b)


def _box(kind: str, number: int, start: int, end: int, hours: tuple[int, int], inset: int = 0) -> Box:
    top = _y(start, hours)
    return Box(kind, LEFT + STEP * number + inset, top, WIDTH - 2 * inset, max(0, _y(end, hours) - top))


def _y(minute: int, hours: tuple[int, int]) -> int:
    within = min(max(minute, hours[0] * 60), hours[1] * 60) - hours[0] * 60
    return TOP + within * HOUR // 60


def _now(local: datetime, monday: date, hours: tuple[int, int]) -> tuple[int, int] | None:
    number, minute = (local.date() - monday).days, local.hour * 60 + local.minute
    if not (0 <= number < 7 and hours[0] * 60 <= minute <= hours[1] * 60):
        return None
    return LEFT + STEP * number, _y(minute, hours)
