"""What is offered in a city, from real rows only. Each question is one statement, however many people there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.places.models import City, Neighborhood
from accounts.professionals.models import Professional
from accounts.professionals.queries import bookable
from bookings.availability.models import ServedArea, WeeklyRange
from bookings.catalog.models import Extra, Offering, PricingPolicy, Service
from bookings.catalog.quotes import all_in
from casaora.kit.money import Money

#: No page shows more than this of each.
CITIES, NEIGHBORHOODS, EXTRAS = 60, 60, 8
#: Of a service, what a page says of it.
SERVICE = ("service", "service__slug", "service__category", "service__order", *(f"service__{f}_{c}" for f in ("name", "description") for c in ("en", "es")))


@dataclass(frozen=True, slots=True)
class Offer:
    """A service in a city. Prices have our fee inside: of an hour the lowest and the highest, of a whole visit the lowest."""

    service: Service
    people: int
    low: Money
    high: Money
    visit: Money
    shortest_minutes: int


@dataclass(frozen=True, slots=True)
class Addition:
    """An extra that somebody adds to a service, at the lowest price with our fee inside."""

    name: str
    price: Money
    is_hourly: bool


def people(at: datetime, service: str = "") -> QuerySet[Professional]:
    """Who can be booked, and has hours to be booked in; for one service (its slug) or for any."""
    offers = Offering.objects.filter(professional=OuterRef("pk"), is_live=True)
    if service:
        offers = offers.filter(service__slug=service)
    return bookable(at).filter(Exists(offers), Exists(WeeklyRange.objects.filter(professional=OuterRef("pk"))))


def cities(at: datetime, *, slug: str = "", service: str = "") -> list[City]:
    """The open cities in the order in which they opened, and the one called ``slug`` even if it is closed.

    Each with ``people``: how many can be booked there. One statement.
    """
    there = people(at, service).filter(city=OuterRef("pk")).order_by().values("city").annotate(n=Count("pk")).values("n")
    rows = City.objects.select_related("market").filter(Q(is_open=True, market__is_open=True) | Q(slug=slug))
    return list(rows.annotate(people=Coalesce(Subquery(there, output_field=IntegerField()), 0)).order_by("pk")[:CITIES])


def is_open(city: City) -> bool:
    """Whether people can book there."""
    return city.is_open and city.market.is_open


def offers(city: City, held: dict[str | None, PricingPolicy], at: datetime) -> list[Offer]:
    """The services that somebody offers there, in the taxonomy's order. ``held`` are the policies; none is sold without one. One statement."""
    if None not in held:
        return []
    rows = Offering.objects.filter(is_live=True, professional__in=people(at).filter(city=city)).values(*SERVICE)
    told = rows.annotate(
        people=Count("pk"), low=Min("hourly_rate_minor"), high=Max("hourly_rate_minor"), shortest=Min("minimum_minutes"),
        visit=Min(F("hourly_rate_minor") * F("minimum_minutes") / 60),
    )  # fmt: skip
    return [_offer(row, city, held) for row in told.order_by("service__order", "service__slug")]


def _offer(row: dict, city: City, held: dict[str | None, PricingPolicy]) -> Offer:
    service = Service(pk=row["service"], **{name.removeprefix("service__"): row[name] for name in SERVICE[1:]})
    policy, currency = held.get(service.category) or held[None], city.market.currency
    low, high, visit = (all_in(Money(row[name], currency), policy) for name in ("low", "high", "visit"))
    return Offer(service, row["people"], low, high, visit, row["shortest"])


def additions(city: City, offer: Offer, held: dict[str | None, PricingPolicy], at: datetime) -> list[Addition]:
    """What people there add to a service, the most usual first. One statement."""
    policy = held.get(offer.service.category) or held[None]
    live = Extra.objects.filter(is_live=True, offering__is_live=True, offering__service=offer.service)
    rows = live.filter(offering__professional__in=people(at).filter(city=city)).values("name_en", "name_es", "is_hourly")
    usual = rows.annotate(least=Min("price_minor"), people=Count("offering")).order_by("-people", "name_es", "is_hourly")[:EXTRAS]
    return [
        Addition(Extra(name_en=row["name_en"], name_es=row["name_es"]).name, all_in(Money(row["least"], city.market.currency), policy), row["is_hourly"])
        for row in usual
    ]


def neighborhoods(city: City, at: datetime, service: str = "") -> list[Neighborhood]:
    """The parts of a city by name, each with ``people``: how many go there. Who has named no areas goes everywhere. One statement."""
    there = people(at, service).filter(city=city)
    named = ServedArea.objects.filter(neighborhood=OuterRef("pk"), professional__in=there)
    everywhere = there.filter(~Exists(ServedArea.objects.filter(professional=OuterRef("pk"))))
    rows = city.neighborhoods.annotate(people=_count(named, "neighborhood") + _count(everywhere, "city"))
    return list(rows.order_by("name")[:NEIGHBORHOODS])


def parts(cities: Sequence[City]) -> dict[int, list[Neighborhood]]:
    """The neighborhoods of some cities, by the city's key. One statement."""
    found: dict[int, list[Neighborhood]] = {city.pk: [] for city in cities}
    for part in Neighborhood.objects.filter(city__in=found).order_by("city", "name"):
        found[part.city_id].append(part)
    return found


def _count(rows: QuerySet, group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
