"""When nobody answers: which wish to give up, and how many people there would be then. Real counts, from one wider look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bookings.availability.queries import diaries
from bookings.availability.slots import Diary, at_local, first_of_each_day, fits, slots
from bookings.catalog.models import Offering, PricingPolicy
from bookings.catalog.queries import policies_of
from bookings.catalog.quotes import all_in
from bookings.directory.finding import DAYS_AHEAD, people, policy_of
from bookings.directory.results import Found, Wish

#: The days around the one asked for that are looked at, and how many of them are offered.
BEFORE, AFTER, OFFERED = 3, 14, 4
#: What each field's wish is when it is given up. A time without its day means nothing.
GIVEN_UP: dict[str, dict[str, Any]] = {
    "neighborhood": {"neighborhood": None}, "date": {"day": None, "starts_at": None}, "time": {"starts_at": None},
    "hours": {"minutes": None}, "max_price": {"price": None}, "language": {"language": ""}, "certificate": {"certificate": False},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class City:
    """Everybody in the city who offers the service, with what is known of their days."""

    found: list[Found]
    known: Mapping[int, Diary]
    held: dict[str | None, PricingPolicy]
    at: datetime

    def count(self, wish: Wish) -> int:
        """How many answer a wish."""
        return sum(self._answers(f, wish) and self._is_free(f, wish) for f in self.found)

    def days(self, wish: Wish) -> list[tuple[date, int]]:
        """The days around the one asked for on which somebody is free, the nearest few, in order of time."""
        assert wish.day is not None
        today = wish.city.local(self.at).date()
        first = max(today, wish.day - timedelta(days=BEFORE))
        every = [first + timedelta(days=n) for n in range((wish.day - first).days + AFTER + 1)]
        counts = dict.fromkeys(every, 0)
        for f in self.found:
            if self._answers(f, wish):
                for day in self._free_days(f, wish, every):
                    counts[day] += 1
        near = sorted((day for day in every if counts[day]), key=lambda day: (abs(day - (wish.day or today)), day))
        return [(day, counts[day]) for day in sorted(near[:OFFERED])]

    def _answers(self, f: Found, wish: Wish) -> bool:
        """Everything but her time; the order of the tests is the order of their costs."""
        if wish.language and wish.language not in f.professional.languages:
            return False
        if wish.certificate and not f.offering.certified:
            return False
        if wish.neighborhood and not (f.offering.goes_there or f.offering.goes_anywhere):
            return False
        return any(self._suits(offering, wish) for offering in (f.offering, *f.others))

    def _suits(self, offering: Offering, wish: Wish) -> bool:
        if wish.minutes and offering.minimum_minutes > wish.minutes:
            return False
        return wish.price is None or all_in(offering.rate, policy_of(self.held, offering.service.category)) <= wish.price

    def _is_free(self, f: Found, wish: Wish) -> bool:
        diary, minutes = self.known[f.professional.pk], wish.minutes or f.minutes
        if wish.starts_at:
            return fits(diary, starts_at=wish.starts_at, minutes=minutes, at=self.at)
        first, days = (wish.day, 1) if wish.day else (wish.city.local(self.at).date(), DAYS_AHEAD)
        return bool(slots(diary, minutes=minutes, first_date=first, days=days, at=self.at, limit=1))

    def _free_days(self, f: Found, wish: Wish, every: list[date]) -> list[date]:
        diary, minutes = self.known[f.professional.pk], wish.minutes or f.minutes
        if wish.starts_at is None:
            starts = first_of_each_day(diary, minutes=minutes, first_date=every[0], days=len(every), at=self.at)
            return [slot.starts_at.astimezone(diary.zone).date() for slot in starts]
        clock = wish.starts_at.astimezone(diary.zone).time()
        asked = [(day, at_local(diary.zone, day, clock)) for day in every]
        return [day for day, start in asked if start and fits(diary, starts_at=start, minutes=minutes, at=self.at)]


def everybody(wish: Wish, at: datetime) -> City:
    """All who offer the services in the city, whatever else was asked for. Four statements."""
    held = policies_of(wish.city.market_id, at)
    found = people(wish, held, at, is_wide=True)
    today = wish.city.local(at).date()
    last = max(today + timedelta(days=DAYS_AHEAD), (wish.day or today) + timedelta(days=AFTER + 1))
    begin = datetime.combine(today, time(), wish.city.zone).astimezone(UTC)
    return City(found, diaries([f.professional for f in found], begin, begin + (last - today) + timedelta(days=1)), held, at)


@dataclass(frozen=True, slots=True)
class Ways:
    """The fields whose giving up helps, and days, each with how many people there are then; ``everybody`` without any wish but the service."""

    fields: list[tuple[str, int]]
    days: list[tuple[date, int]]
    everybody: int


def ways_on(wish: Wish, given: list[str], at: datetime) -> Ways:
    """What else there is, for the fields in ``given``. Four statements."""
    city = everybody(wish, at)
    counts = [(name, city.count(replace(wish, **GIVEN_UP[name]))) for name in given if name in GIVEN_UP]
    fields = [(name, count) for name, count in counts if count]
    return Ways(fields, city.days(wish) if wish.day else [], city.count(Wish(wish.city, wish.services)))
