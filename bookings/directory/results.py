"""What is asked of search, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.paginator import Page

from accounts.places.models import City, Neighborhood
from accounts.professionals.models import Professional
from bookings.availability.slots import Slot
from bookings.catalog.models import Offering, Service
from bookings.directory.ranking import FIT, Facts
from casaora.kit.money import Money


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visitor asked for, checked. ``price`` is an hour, all in; ``starts_at`` implies ``day``."""

    city: City
    services: Sequence[Service]
    neighborhood: Neighborhood | None = None
    day: date | None = None
    starts_at: datetime | None = None
    minutes: int | None = None
    price: Money | None = None
    language: str = ""
    certificate: bool = False
    sort: str = FIT


@dataclass(slots=True)
class Found:
    """One professional in the results, with the offering that answers the wish."""

    professional: Professional
    offering: Offering
    others: list[Offering]
    hour: Money
    completed: int
    km: float | None
    goes_there: bool
    free: list[Slot]
    #: The first free start of each day that was looked at, or, where a time was asked for, that time of each day.
    days: list[Slot] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """The length that her free times are for."""
        return self.offering.minimum_minutes

    def facts(self) -> Facts:
        """What the order looks at."""
        offering = self.offering
        return Facts(
            self.professional.pk, self.goes_there, len(self.free) if self.free else 4, offering.completed or 0, offering.unanswered or 0,
            self.km, self.hour.minor, self.free[0].starts_at if self.free else None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """The people of one page, and how many are free on each of seven days under the same wishes."""

    page: Page[Found]
    week: list[tuple[date, int]]
