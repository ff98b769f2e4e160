"""A week of starts, one day of it open: what a page needs on which a time is chosen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.professionals.models import Professional
from bookings.availability.queries import diary
from bookings.availability.slots import Diary, Misfit, Range, Slot, is_open, slots, starts

DAYS = 7
#: How far ahead the first free day is looked for; what is loaded at once.
LOOK = 28
#: What a taken start is shown for, struck through; the others (too soon, beyond the horizon) are no starts at all.
SHOWN = (Misfit.TAKEN, Misfit.FULL_DAY, Misfit.AWAY)


@dataclass(frozen=True, slots=True)
class Start:
    """One start of the open day."""

    starts_at: datetime
    is_free: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week: how many starts are free, and in words why none is."""

    date: date
    free: int
    why: str


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from today on, or from a multiple of seven days after it. ``day`` is the one that is open."""

    days: tuple[Day, ...]
    day: Day
    starts: tuple[Start, ...]
    #: A day of the weeks before and after, where there is one; the next day after this one on which something is free.
    before: date | None
    after: date | None
    next_free: date | None

    @property
    def has_taken(self) -> bool:
        """Whether a start of the open day is struck through."""
        return any(not start.is_free for start in self.starts)


def week(
    professional: Professional, *, minutes: int, at: datetime, chosen: date | None, without: Range | None = None, not_at: datetime | None = None
) -> Week:  # fmt: skip
    """The week of the chosen day; of the first day on which anything is free, where none was chosen.

    ``without`` is a visit's own occupied range and ``not_at`` its start, for who wishes to move it.
    """
    today = professional.city.local(at).date()
    if chosen and not today <= chosen <= today + timedelta(days=366):
        chosen = None
    first = _first(today, chosen or today)
    until = datetime.combine(first, datetime.min.time(), professional.city.zone) + timedelta(days=LOOK)
    known = diary(professional, at, until)
    known = replace(known, busy=[taken for taken in known.busy if taken != without])
    free = [slot for slot in slots(known, minutes=minutes, first_date=first, days=LOOK, at=at) if slot.starts_at != not_at]
    by_day = Counter(professional.city.local(slot.starts_at).date() for slot in free)
    open_day = chosen or min(by_day, default=first)
    first = _first(today, open_day)
    every = [pair for pair in starts(known, minutes=minutes, first_date=first, days=DAYS, at=at) if pair[0].starts_at != not_at]
    days = tuple(_day(known, first + timedelta(days=n), by_day, every) for n in range(DAYS))
    last = today + timedelta(days=known.rules.horizon_days)
    return Week(
        days=days, day=next(day for day in days if day.date == open_day), starts=_of_day(known, open_day, every),
        before=first - timedelta(days=DAYS) if first > today else None, after=first + timedelta(days=DAYS) if first + timedelta(days=DAYS) <= last else None,
        next_free=min((day for day in by_day if day > open_day), default=None),
    )  # fmt: skip


def _first(today: date, day: date) -> date:
    return today + timedelta(days=(day - today).days // DAYS * DAYS)


def _of_day(known: Diary, day: date, every: list[tuple[Slot, Misfit | None]]) -> tuple[Start, ...]:
    return tuple(
        Start(slot.starts_at, misfit is None) for slot, misfit in every
        if slot.starts_at.astimezone(known.zone).date() == day and (misfit is None or misfit in SHOWN)
    )  # fmt: skip


def _day(known: Diary, day: date, free: Counter[date], every: list[tuple[Slot, Misfit | None]]) -> Day:
    if free[day]:
        return Day(day, free[day], "")
    return Day(day, 0, _why_none(known, day, [misfit for slot, misfit in every if misfit and slot.starts_at.astimezone(known.zone).date() == day]))


def _why_none(known: Diary, day: date, misfits: list[Misfit]) -> str:
    """Why a day has nothing, by what is in the way of most: a sentence without its full stop."""
    if not is_open(known, day):
        return _("A public holiday") if is_open(known, day, despite_holidays=True) else _("A day of rest")
    if not misfits:
        return _("The visit is longer than the hours of that day")
    said = {
        Misfit.TOO_SOON: _("Too soon to get ready"), Misfit.TOO_FAR: _("Not open for booking yet"), Misfit.AWAY: _("Away that day"),
        Misfit.TAKEN: _("Others have booked that day"), Misfit.FULL_DAY: _("Others have booked that day"),
    }  # fmt: skip
    worst = next((misfit for misfit in (Misfit.TAKEN, Misfit.FULL_DAY, Misfit.AWAY) if misfit in misfits), misfits[0])
    return said.get(worst, _("Others have booked that day"))


def misfit_in_words(misfit: Misfit | None, taken: str) -> str:
    """Why a time cannot be had, in the reader's language; ``taken`` for what others, or her own hours, are in the way of."""
    sentences = {
        Misfit.TOO_SOON: _("That is too soon to get ready. Choose a later time."),
        Misfit.TOO_FAR: _("That is too far ahead. Choose an earlier date."),
        Misfit.HOLIDAY: _("That day is a public holiday. Choose another day."),
    }
    return sentences.get(misfit, taken) if misfit else taken
