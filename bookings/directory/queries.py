"""Places, the profile, and what the front page shows. Each in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Subquery

from accounts.places.models import City, Neighborhood
from accounts.professionals.models import Professional
from accounts.professionals.queries import bookable
from accounts.vetting.models import Check
from bookings.availability.models import ServedArea, WeeklyRange
from bookings.availability.queries import diaries
from bookings.availability.slots import Diary, Slot, first_of_each_day
from bookings.catalog.models import Category, Extra, Offering, PricingPolicy, Service
from bookings.catalog.queries import policies_of
from bookings.catalog.quotes import all_in
from bookings.directory.finding import DAYS_AHEAD, bookable_offerings, people, policy_of
from bookings.directory.models import TrackRecord
from bookings.directory.ranking import rank
from bookings.directory.results import Found, Wish
from casaora.kit.money import Money


def places() -> list[Neighborhood]:
    """The neighborhoods of the open cities, with city and market, those of the first city to open first. One statement."""
    rows = Neighborhood.objects.filter(city__is_open=True, city__market__is_open=True)
    return list(rows.select_related("city__market").order_by("city", "name"))


def next_times(diary: Diary, *, minutes: int, at: datetime, days: int = DAYS_AHEAD, limit: int = 3) -> list[Slot]:
    """The first free start of each of the next days on which there is one."""
    today = at.astimezone(diary.zone).date()
    return first_of_each_day(diary, minutes=minutes, first_date=today, days=days, at=at)[:limit]


def profile(slug: str, at: datetime) -> Professional:
    """A professional who takes bookings, with city, market, rules and track record. Raises Professional.DoesNotExist."""
    record = TrackRecord.objects.filter(professional=OuterRef("pk"))
    rows = bookable(at).select_related("city__market", "neighborhood", "rules")
    return rows.annotate(completed=Subquery(record.values("completed"))).get(slug=slug)


def side_by_side(slugs: Sequence[str], at: datetime) -> list[Professional]:
    """Those of a city who can be booked, in the order asked for, with areas and checks; people of other cities than the first's are left out.

    At most three statements.
    """
    record = TrackRecord.objects.filter(professional=OuterRef("pk"))
    rows = bookable(at).filter(slug__in=slugs).select_related("city__market", "neighborhood", "rules")
    rows = rows.annotate(completed=Subquery(record.values("completed")), unanswered=Subquery(record.values("unanswered")))
    areas = Prefetch("served_areas", ServedArea.objects.select_related("neighborhood"))
    rows = rows.prefetch_related(areas, Prefetch("checks", Check.objects.order_by("kind", "checked_at", "pk")))
    found = sorted(rows, key=lambda person: slugs.index(person.slug))
    return [person for person in found if person.city_id == found[0].city_id]


def offerings_of_all(people: Sequence[Professional]) -> dict[int, list[Offering]]:
    """The live offerings of some people with services and live extras, by person. Two statements."""
    live = Prefetch("extras", Extra.objects.filter(is_live=True).order_by("pk"), to_attr="live_extras")
    rows = Offering.objects.filter(is_live=True, professional__in=people).select_related("service").prefetch_related(live)
    found: dict[int, list[Offering]] = {person.pk: [] for person in people}
    for offering in rows.order_by("service__order", "service__slug"):
        found[offering.professional_id].append(offering)
    return found


def checks_of(professional: Professional) -> list[Check]:
    """The newest valid or expired check of each kind, in the order of the kinds. Who looked is staff's own affair."""
    newest = Check.objects.filter(professional=professional).order_by("kind", "-checked_at", "-pk").distinct("kind")
    order = [kind for kind, _label in Check.KINDS]
    return sorted(newest, key=lambda check: order.index(check.kind))


def areas_of(professional: Professional) -> list[str]:
    """The neighborhoods that she goes to; empty means the whole city."""
    return list(professional.served_areas.order_by("neighborhood__name").values_list("neighborhood__name", flat=True))


def categories_from(city: City, at: datetime) -> dict[str, Money]:
    """The lowest all-in price of an hour in each category that somebody offers in the city. Two statements."""
    held = policies_of(city.market_id, at)
    hours = WeeklyRange.objects.filter(professional=OuterRef("professional"))
    rows = bookable_offerings(city, at).filter(Exists(hours))  # a price that nobody can book is no price
    lowest = rows.order_by("service__category", "hourly_rate_minor").distinct("service__category").annotate(kind=F("service__category"))
    prices = {offering.kind: all_in(offering.rate, policy_of(held, offering.kind)) for offering in lowest}
    return {category: prices[category] for category in Category.values if category in prices}


def free_this_week(
    city: City, at: datetime, limit: int = 3, *, services: Sequence[Service] = (), held: dict[str | None, PricingPolicy] | None = None, days: int = 7
) -> list[Found]:
    """A few professionals with free times in the next ``days``, in the order of search; others another day.

    Of some services, or of all. Five statements; three where services and the policies that hold are known.
    """
    services = services or list(Service.objects.all())
    found = people(Wish(city, services), policies_of(city.market_id, at) if held is None else held, at)
    found.sort(key=lambda f: rank(f.facts(), city.local(at).date()))
    some = found[: limit * 4]
    known = diaries([f.professional for f in some], at, at + timedelta(days=days))
    for f in some:
        f.free = next_times(known[f.professional.pk], minutes=f.minutes, at=at, days=days)
    return [f for f in some if f.free][:limit]
