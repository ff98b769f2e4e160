"""The taxonomy in both languages, Colombia's first pricing policy, and helpers to give the cast work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from accounts.places.models import Market, Neighborhood
from accounts.professionals.models import Professional
from bookings.availability import actions as availability
from bookings.availability.models import WeeklyRange
from bookings.catalog import taxonomy
from bookings.catalog.models import Extra, Offering, PricingPolicy, Service
from casaora.demo.places import markets
from casaora.kit.money import EXPONENT

#: Long before any scene.
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
#: Monday to Friday 7:00 to 18:00, Saturday 8:00 to 14:00.
USUAL_WEEK: tuple[availability.Hours, ...] = (*((day, 420, 1080) for day in range(5)), (5, 480, 840))


def services() -> dict[str, Service]:
    """The whole taxonomy by slug, made or found, with Colombia's pricing policy."""
    pricing()
    found = {service.slug: service for service in Service.objects.all()}
    return found if len(found) >= len(taxonomy.SERVICES) else {service.slug: service for service in taxonomy.load()}


def pricing(market: Market | None = None) -> PricingPolicy:
    """The market's first policy (Colombia's unless named), made or found: 15 % fee, no commission, 20.000 to 2.000.000."""
    return taxonomy.load_pricing(market or markets()["CO"], since=SINCE)


def offer(
    professional: Professional, service: str, pesos: int = 34_000, *, minimum_minutes: int = 120, extras: Iterable[tuple] = (), **fields: str
) -> Offering:
    """Her offering of a service (by slug) at an hourly rate in whole pesos (or guaraníes); extras as (English, Spanish, pesos, is_hourly)."""
    currency = professional.city.market.currency
    unit = 10 ** EXPONENT[currency]
    offering = Offering.objects.create(
        professional=professional, service=services()[service], hourly_rate_minor=pesos * unit, currency=currency,
        minimum_minutes=minimum_minutes, **fields,
    )  # fmt: skip
    Extra.objects.bulk_create(
        Extra(offering=offering, name_en=en, name_es=es, price_minor=price * unit, is_hourly=hourly)
        for en, es, price, hourly in extras
    )
    return offering


def work_week(professional: Professional, hours: Sequence[availability.Hours] = USUAL_WEEK) -> list[WeeklyRange]:
    """Her normal week as (weekday, starts_minute, ends_minute); Monday to Saturday noon unless told."""
    return WeeklyRange.objects.bulk_create(
        WeeklyRange(professional=professional, weekday=day, starts_minute=start, ends_minute=end) for day, start, end in hours
    )


def serves(professional: Professional, *slugs: str) -> None:
    """The neighborhoods of her city that she goes to; without any she goes everywhere."""
    professional.served_areas.all().delete()
    for neighborhood in Neighborhood.objects.filter(city=professional.city, slug__in=slugs):
        professional.served_areas.create(neighborhood=neighborhood)


def at_work(professional: Professional, service: str = "regular-cleaning", pesos: int = 34_000) -> Offering:
    """A professional ready to be booked: one offering and her usual week."""
    work_week(professional)
    return offer(professional, service, pesos)
