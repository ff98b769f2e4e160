"""What is offered in a city, from real rows only. Each question is one statement, however many people there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.places.models import City, Neighborhood
from accounts.professionals.models import Professional
from accounts.professionals.queries import bookable
from bookings.availability.models import WeeklyRange
from bookings.catalog.models import Extra, Offering, PricingPolicy, Service
from bookings.catalog.quotes import all_in
from casaora.kit.money import Money

#: No page shows more than this of each.
CITIES, NEIGHBORHOODS, EXTRAS = 60, 60, 8
#: Of a service, what a page says of it.
SERVICE = (
    "service",
    "service__slug",
    "service__category",
    "service__order",
    *(f"service__{f}_{c}" for f in ("name", "description") for c in ("en", "es")),
)
#: Who is there is found once, not for each neighborhood. ``there`` is the SQL of a query of ours; its values stay parameters.
REACHED = """
WITH there(id) AS MATERIALIZED ({there}),
named AS (SELECT a.neighborhood_id, count(*) AS n FROM bookings_servedarea a JOIN there ON there.id = a.professional_id GROUP BY 1),
everywhere AS (
  SELECT count(*) AS n FROM there WHERE NOT EXISTS (SELECT FROM bookings_servedarea a WHERE a.professional_id = there.id)
)
SELECT p.*, coalesce(named.n, 0) + everywhere.n AS people
FROM accounts_neighborhood p CROSS JOIN everywhere LEFT JOIN named ON named.neighborhood_id = p.id
WHERE p.city_id = %s ORDER BY p.name LIMIT %s
"""


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


def cities(at: datetime) -> list[City]:
    """The open cities in the order in which they opened, each with ``people``: how many can be booked there. One statement."""
    return list(_open(City.objects.all()).annotate(people=_count(people(at).filter(city=OuterRef("pk")))).order_by("pk")[:CITIES])


def around(slug: str, at: datetime, service: str = "") -> list[City]:
    """The city called ``slug``, open or not, with ``people``; and the open ones where anybody can be booked. One statement."""
    there = people(at, service).filter(city=OuterRef("pk"))
    counted = Case(When(slug=slug, then=_count(there)), default=Value(1), output_field=IntegerField())
    rows = City.objects.select_related("market").filter(Q(slug=slug) | Exists(there))
    return list(rows.annotate(people=counted).order_by("pk")[:CITIES])


def is_open(city: City) -> bool:
    """Whether people can book there."""
    return city.is_open and city.market.is_open


def offers(city: City, held: dict[str | None, PricingPolicy], at: datetime) -> list[Offer]:
    """The services that somebody offers there, in the taxonomy's order; none where no policy holds (``held``). One statement."""
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
    visit = max(row["visit"], policy.minimum_subtotal_minor)  # nothing smaller is sold
    low, high, whole = (all_in(Money(minor, currency), policy) for minor in (row["low"], row["high"], visit))
    return Offer(service, row["people"], low, high, whole, row["shortest"])


def additions(city: City, offer: Offer, held: dict[str | None, PricingPolicy], at: datetime) -> list[Addition]:
    """What people there add to a service, the most usual first. One statement."""
    policy = held.get(offer.service.category) or held[None]
    live = Extra.objects.filter(is_live=True, offering__is_live=True, offering__service=offer.service)
    rows = live.filter(offering__professional__in=people(at).filter(city=city)).values("name_en", "name_es", "is_hourly")
    usual = rows.annotate(least=Min("price_minor"), people=Count("offering")).order_by("-people", "name_es", "is_hourly")[:EXTRAS]
    return [
        Addition(
            Extra(name_en=row["name_en"], name_es=row["name_es"]).name,
            all_in(Money(row["least"], city.market.currency), policy),
            row["is_hourly"],
        )
        for row in usual
    ]


def neighborhoods(city: City, at: datetime, service: str = "") -> list[Neighborhood]:
    """The parts of a city by name, with ``people``: how many go there. Who named no areas goes everywhere. One statement."""
    there, params = people(at, service).filter(city=city).order_by().values("pk").query.sql_with_params()
    return list(Neighborhood.objects.raw(REACHED.format(there=there), [*params, city.pk, NEIGHBORHOODS]))


def parts(cities: Sequence[City]) -> dict[int, list[Neighborhood]]:
    """The neighborhoods of some cities, by the city's key. One statement."""
    found: dict[int, list[Neighborhood]] = {city.pk: [] for city in cities}
    for part in Neighborhood.objects.filter(city__in=found).order_by("city", "name"):
        found[part.city_id].append(part)
    return found


def _open(rows: QuerySet[City]) -> QuerySet[City]:
    return rows.select_related("market").filter(is_open=True, market__is_open=True)


def _count(rows: QuerySet[Professional]) -> Coalesce:
    counted = rows.order_by().values("city").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
