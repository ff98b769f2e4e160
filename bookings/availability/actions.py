"""A professional says when and where she works. Bookings already made never move by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.places.models import Neighborhood
from accounts.professionals.models import Professional
from bookings.availability.models import (
    DAY,
    GRID_MINUTES,
    LONGEST_HORIZON,
    SHORTEST_LEAD,
    Rules,
    ServedArea,
    TimeOff,
    WeeklyRange,
)
from casaora.kit.acting import as_verb
from casaora.kit.steps import By

Hours = tuple[int, int, int]  # weekday, starts_minute, ends_minute


class NotYours(PermissionError):
    """Only the professional sets her hours."""


class HoursMakeNoSense(ValueError):
    """A range that ends before it starts, leaves its day or is off the half hours. ``weekday`` says where."""

    def __init__(self, weekday: int) -> None:
        super().__init__(str(weekday))
        self.weekday = weekday


class HoursOverlap(HoursMakeNoSense):
    """Two ranges of one weekday share time."""


class TimeOffMakesNoSense(ValueError):
    """It ends before it starts, or is already over."""


class RulesOutOfBounds(ValueError):
    """``field`` names the rule that no professional may set so."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class ElsewhereArea(ValueError):
    """An area of another city than hers."""


def set_week(*, professional_id: int, hours: Iterable[Hours], by: By, at: datetime) -> list[WeeklyRange]:
    """Replace her normal week. Raises HoursOverlap or HoursMakeNoSense before anything is changed."""
    _only_her(professional_id, by)
    wanted = sorted(hours)
    check_week(wanted)
    with transaction.atomic(durable=True), as_verb():
        _locked(professional_id)
        WeeklyRange.objects.filter(professional=professional_id).delete()
        return WeeklyRange.objects.bulk_create(
            WeeklyRange(professional_id=professional_id, weekday=day, starts_minute=start, ends_minute=end) for day, start, end in wanted
        )


def check_week(hours: Iterable[Hours]) -> None:
    """Raise when ranges make no sense or overlap; the database's constraints say the same."""
    last: Hours | None = None
    for day, start, end in sorted(hours):
        if not (0 <= day <= 6 and 0 <= start < end <= DAY) or start % GRID_MINUTES or end % GRID_MINUTES:
            raise HoursMakeNoSense(day)
        if last and last[0] == day and start < last[2]:
            raise HoursOverlap(day)
        last = (day, start, end)


def take_time_off(*, professional_id: int, starts_at: datetime, ends_at: datetime, note: str, by: By, at: datetime) -> TimeOff:
    """Be away for a while. Bookings already made stay: she cancels those herself if she must."""
    _only_her(professional_id, by)
    if ends_at <= starts_at or ends_at <= at:
        raise TimeOffMakesNoSense(str(starts_at))
    with transaction.atomic(durable=True), as_verb():
        return TimeOff.objects.create(professional_id=professional_id, starts_at=starts_at, ends_at=ends_at, note=note.strip())


def remove_time_off(*, time_off_id: int, by: By, at: datetime) -> None:
    """Be there after all. Removing it twice is the same."""
    with transaction.atomic(durable=True), as_verb():
        time_off = TimeOff.objects.filter(pk=time_off_id).first()
        if time_off is None:
            return
        _only_her(time_off.professional_id, by)
        time_off.delete()


@dataclass(frozen=True, slots=True)
class Wishes:
    """How she wishes to be booked. ``daily_cap`` None: no limit."""

    lead_minutes: int = SHORTEST_LEAD
    horizon_days: int = LONGEST_HORIZON
    buffer_before_minutes: int = 30
    buffer_after_minutes: int = 30
    daily_cap: int | None = None
    works_holidays: bool = False


BOUNDS = {
    "lead_minutes": (SHORTEST_LEAD, 14 * DAY),
    "horizon_days": (1, LONGEST_HORIZON),
    "buffer_before_minutes": (0, 240),
    "buffer_after_minutes": (0, 240),
    "daily_cap": (1, 12),
}


def set_rules(*, professional_id: int, wishes: Wishes, by: By, at: datetime) -> Rules:
    """Set her rules. They hold for new requests. Raises RulesOutOfBounds."""
    _only_her(professional_id, by)
    for name, (least, most) in BOUNDS.items():
        value = getattr(wishes, name)
        if value is not None and not least <= value <= most:
            raise RulesOutOfBounds(name)
    with transaction.atomic(durable=True), as_verb():
        fields = {name: getattr(wishes, name) for name in (*BOUNDS, "works_holidays")}
        return Rules.objects.update_or_create(professional_id=professional_id, defaults=fields)[0]


def set_areas(*, professional_id: int, neighborhoods: Collection[int], by: By, at: datetime) -> list[ServedArea]:
    """Replace the neighborhoods she goes to; none means the whole city. Raises ElsewhereArea."""
    _only_her(professional_id, by)
    with transaction.atomic(durable=True), as_verb():
        professional = _locked(professional_id)
        known = set(Neighborhood.objects.filter(pk__in=neighborhoods, city=professional.city_id).values_list("pk", flat=True))
        if known != set(neighborhoods):
            raise ElsewhereArea(str(sorted(set(neighborhoods) - known)))
        ServedArea.objects.filter(professional=professional).delete()
        return ServedArea.objects.bulk_create(ServedArea(professional=professional, neighborhood_id=pk) for pk in sorted(known))


def _locked(professional_id: int) -> Professional:
    """Two saves of the same page one after the other, not interleaved."""
    return Professional.objects.select_for_update(no_key=True).get(pk=professional_id)


def _only_her(professional_id: int, by: By) -> None:
    if by.role != "professional" or by.person_id != professional_id:
        raise NotYours(by)
