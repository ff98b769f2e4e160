"""Who can be found: search, the profile, and what the front page shows. Each in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from zlib import crc32

from django.core.paginator import Page
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Mod

from accounts.places.models import City, Neighborhood
from accounts.professionals.models import Professional
from accounts.professionals.queries import bookable
from accounts.vetting.models import Check
from bookings.availability.models import ServedArea, WeeklyRange
from bookings.availability.queries import diaries
from bookings.availability.slots import Diary, Slot, fits, slots
from bookings.catalog.models import Category, Offering, PricingPolicy, Service
from bookings.catalog.queries import policies_of
from bookings.catalog.quotes import all_in
from bookings.directory.models import TrackRecord
from bookings.directory.ranking import Facts, rank
from bookings.directory.results import Found, Wish
from casaora.kit.money import Money
from casaora.kit.pages import page_of

PAGE = 20
#: No search looks at more offerings than this.
LOOKED_AT = 300
#: How far ahead a card's next free times are looked for.
DAYS_AHEAD = 10


def places() -> list[Neighborhood]:
    """The neighborhoods of the open cities, with city and market, those of the first city to open first. One statement."""
    rows = Neighborhood.objects.filter(city__is_open=True, city__market__is_open=True)
    return list(rows.select_related("city__market").order_by("city", "name"))


def search(wish: Wish, *, at: datetime, page: str | None = None) -> Page[Found]:
    """The professionals who answer a wish, in the explained order. At most four statements.

    With a start only those free for the whole visit; with a day only those with a free start on it.
    """
    held = policies_of(wish.city.market_id, at)
    found = _people(wish, held, at)
    if wish.day:
        found = _free_on(wish, found, at)
    today = wish.city.local(at).date()
    found.sort(key=lambda f: rank(_facts(f), wish.day or today))
    shown = page_of(found, page, PAGE)
    if not wish.day:
        _add_next_times(list(shown), wish.minutes, at)
    return shown


def _people(wish: Wish, held: dict[str | None, PricingPolicy], at: datetime) -> list[Found]:
    people: dict[int, Found] = {}
    if None not in held:
        return []  # nothing is sold where no policy holds
    for offering in _offerings(wish, held, at):
        professional = offering.professional
        if professional.pk in people:
            people[professional.pk].others.append(offering)
            continue
        professional.city = wish.city
        here = wish.neighborhood
        people[professional.pk] = Found(
            professional, offering, [], all_in(offering.rate, _policy(held, offering.service.category)), offering.completed or 0,
            here.km_to(professional.neighborhood) if here else None, offering.goes_there if here else True, [],
        )  # fmt: skip
    return list(people.values())


def _offerings(wish: Wish, held: dict[str | None, PricingPolicy], at: datetime) -> QuerySet[Offering]:
    rows = _bookable_offerings(wish.city, at).filter(service__in=wish.services)
    if wish.minutes:
        rows = rows.filter(minimum_minutes__lte=wish.minutes)
    if wish.language:
        rows = rows.filter(professional__languages__contains=[wish.language])
    if wish.price:
        rows = rows.filter(_affordable(wish, held))
    hers = ServedArea.objects.filter(professional=OuterRef("professional"))
    there = Exists(hers.filter(neighborhood=wish.neighborhood))
    if wish.neighborhood:
        rows = rows.filter(there | ~Exists(hers))  # no areas: the whole city
    if wish.day:
        rows = rows.filter(Exists(_open_hours(wish)))
    # Which ones first, and only then what is said of them: the joins are made for a few, not for the city.
    few = rows.order_by(_turn(wish.city.local(at).date()), "professional").values("pk")[:LOOKED_AT]
    record = TrackRecord.objects.filter(professional=OuterRef("professional"))
    told = Offering.objects.filter(pk__in=few).select_related("service", "professional__neighborhood", "professional__rules")
    told = told.annotate(completed=Subquery(record.values("completed")), unanswered=Subquery(record.values("unanswered")))
    return (told.annotate(goes_there=there) if wish.neighborhood else told).order_by("professional", "service__order", "pk")


def _turn(day: date) -> Mod:
    """Where a city has more people than a search looks at, the day decides who is looked at, not who came first."""
    return Mod(F("professional_id") * 7919 + Value(crc32(day.isoformat().encode()), BigIntegerField()), Value(104_729, BigIntegerField()))


def _bookable_offerings(city: City, at: datetime) -> QuerySet[Offering]:
    """As ``accounts.professionals.queries.bookable``, in one join, of an open city: a check that ran out stops new bookings."""
    return Offering.objects.filter(
        Q(professional__checks_valid_until=None) | Q(professional__checks_valid_until__gt=at),
        is_live=True, professional__city=city, professional__vetting_state=Professional.APPROVED, professional__is_listed=True,
    )  # fmt: skip


def _open_hours(wish: Wish) -> QuerySet[WeeklyRange]:
    """Something that everybody free then has: the exact rule is asked afterwards."""
    assert wish.day is not None
    hours = WeeklyRange.objects.filter(professional=OuterRef("professional"), weekday=wish.day.weekday())
    if wish.starts_at:
        local = wish.city.local(wish.starts_at)
        minute = local.hour * 60 + local.minute
        hours = hours.filter(starts_minute__lte=minute, ends_minute__gt=minute)
    return hours


def _affordable(wish: Wish, held: dict[str | None, PricingPolicy]) -> Q:
    assert wish.price is not None
    limits = {category: _policy(held, category).fee_basis_points for category in {s.category for s in wish.services}}
    terms = [
        Q(service__category=category, hourly_rate_minor__lte=wish.price.minor * 10_000 // (10_000 + points))
        for category, points in limits.items()
    ]
    return reduce(or_, terms, Q(pk__in=[]))


def _policy(held: dict[str | None, PricingPolicy], category: str) -> PricingPolicy:
    return held.get(category) or held[None]


def _facts(found: Found) -> Facts:
    offering = found.offering
    return Facts(
        found.professional.pk, found.goes_there, len(found.free) if found.free else 4, offering.completed or 0,
        offering.unanswered or 0, found.km,
    )  # fmt: skip


def _free_on(wish: Wish, found: list[Found], at: datetime) -> list[Found]:
    assert wish.day is not None
    begin = datetime.combine(wish.day, time(), wish.city.zone).astimezone(UTC)
    known = diaries([f.professional for f in found], begin, begin + timedelta(days=2))
    free = []
    for f in found:
        diary, minutes = known[f.professional.pk], wish.minutes or f.minutes
        if wish.starts_at:
            if fits(diary, starts_at=wish.starts_at, minutes=minutes, at=at):
                f.free = [Slot(wish.starts_at, wish.starts_at + timedelta(minutes=minutes))]
        else:
            f.free = slots(diary, minutes=minutes, first_date=wish.day, days=1, at=at)
        if f.free:
            free.append(f)
    return free


def _add_next_times(shown: list[Found], minutes: int | None, at: datetime) -> None:
    known = diaries([f.professional for f in shown], at, at + timedelta(days=DAYS_AHEAD))
    for f in shown:
        f.free = next_times(known[f.professional.pk], minutes=minutes or f.minutes, at=at)


def next_times(diary: Diary, *, minutes: int, at: datetime, days: int = DAYS_AHEAD, limit: int = 3) -> list[Slot]:
    """The first free start of each of the next days on which there is one."""
    found: list[Slot] = []
    today = at.astimezone(diary.zone).date()
    for offset in range(days):
        found += slots(diary, minutes=minutes, first_date=today + timedelta(days=offset), days=1, at=at, limit=1)
        if len(found) >= limit:
            break
    return found


def profile(slug: str, at: datetime) -> Professional:
    """A professional who takes bookings, with city, market, rules and track record. Raises Professional.DoesNotExist."""
    record = TrackRecord.objects.filter(professional=OuterRef("pk"))
    rows = bookable(at).select_related("city__market", "neighborhood", "rules")
    return rows.annotate(completed=Subquery(record.values("completed"))).get(slug=slug)


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
    rows = _bookable_offerings(city, at).filter(Exists(hours))  # a price that nobody can book is no price
    lowest = rows.order_by("service__category", "hourly_rate_minor").distinct("service__category").annotate(kind=F("service__category"))
    prices = {offering.kind: all_in(offering.rate, _policy(held, offering.kind)) for offering in lowest}
    return {category: prices[category] for category in Category.values if category in prices}


def free_this_week(
    city: City, at: datetime, limit: int = 3, *, services: Sequence[Service] = (), held: dict[str | None, PricingPolicy] | None = None, days: int = 7
) -> list[Found]:
    """A few professionals with free times in the next ``days``, in the order of search; others another day.

    Of some services, or of all. Five statements; three where services and the policies that hold are known.
    """
    services = services or list(Service.objects.all())
    found = _people(Wish(city, services), policies_of(city.market_id, at) if held is None else held, at)
    found.sort(key=lambda f: rank(_facts(f), city.local(at).date()))
    some = found[: limit * 4]
    known = diaries([f.professional for f in some], at, at + timedelta(days=days))
    for f in some:
        f.free = next_times(known[f.professional.pk], minutes=f.minutes, at=at, days=days)
    return [f for f in some if f.free][:limit]
