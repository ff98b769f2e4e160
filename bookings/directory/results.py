"""What is asked of search, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.places.models import City, Neighborhood
from accounts.professionals.models import Professional
from bookings.availability.slots import Slot
from bookings.catalog.models import Offering, Service
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

    @property
    def minutes(self) -> int:
        """The length that her free times are for."""
        return self.offering.minimum_minutes
