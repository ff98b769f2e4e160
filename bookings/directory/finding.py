"""Search itself: who answers a wish, when they are free, and in which order. A fixed number of statements."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from zlib import crc32

from django.db.models import BigIntegerField, BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Mod

from accounts.places.models import City
from accounts.professionals.models import Professional
from accounts.vetting.models import Check
from bookings.availability.models import ServedArea, WeeklyRange
from bookings.availability.queries import diaries
from bookings.availability.slots import Diary, Slot, at_local, first_of_each_day, fits, slots
from bookings.catalog.models import Offering, PricingPolicy
from bookings.catalog.queries import policies_of
from bookings.catalog.quotes import all_in
from bookings.directory.models import TrackRecord
from bookings.directory.ranking import PRICE, chosen_order
from bookings.directory.results import Answer, Found, Wish
from casaora.kit.pages import page_of

PAGE = 20
#: No search looks at more offerings than this.
LOOKED_AT = 300
#: How far ahead a card's next free times are looked for.
DAYS_AHEAD = 10
#: The days that stand above the results, each with how many are free.
WEEK = 7


def answer(wish: Wish, *, at: datetime, page: str | None = None) -> Answer:
    """The professionals who answer a wish, in the order asked for, and the week. At most four statements.

    With a start only those free for the whole visit; with a day only those with a free start on it.
    """
    found = people(wish, policies_of(wish.city.market_id, at), at)
    first = week_begins(wish, at)
    look(found, wish, at)
    counts = {first + timedelta(days=n): 0 for n in range(WEEK)}
    for f in found:
        for slot in f.days:
            day = wish.city.local(slot.starts_at).date()
            if day in counts:
                counts[day] += 1
    there = [f for f in found if f.free] if wish.day else found
    today = wish.city.local(at).date()
    there.sort(key=lambda f: chosen_order(f.facts(), wish.day or today, wish.sort))
    return Answer(page_of(there, page, PAGE), list(counts.items()))


def week_begins(wish: Wish, at: datetime) -> date:
    """The first of the seven days: today, unless the day asked for is further away."""
    today = wish.city.local(at).date()
    return today if wish.day is None or wish.day < today + timedelta(days=WEEK) else wish.day - timedelta(days=WEEK // 2)


def look(found: list[Found], wish: Wish, at: datetime) -> None:
    """Write to everybody found when they are free. Two statements."""
    first, days = week_begins(wish, at), WEEK if wish.day else DAYS_AHEAD
    begin = datetime.combine(first, time(), wish.city.zone).astimezone(UTC)
    known = diaries([f.professional for f in found], begin, begin + timedelta(days=days + 1))
    for f in found:
        diary, minutes = known[f.professional.pk], wish.minutes or f.minutes
        if wish.starts_at:
            f.days = _that_time(diary, wish.starts_at, minutes, first, at)
            f.free = [slot for slot in f.days if slot.starts_at == wish.starts_at]
        else:
            f.days = first_of_each_day(diary, minutes=minutes, first_date=first, days=days, at=at)
            f.free = f.days[:3] if wish.day is None else _all_day(f.days, diary, wish.day, minutes, at)


def _all_day(days: list[Slot], diary: Diary, day: date, minutes: int, at: datetime) -> list[Slot]:
    if not any(slot.starts_at.astimezone(diary.zone).date() == day for slot in days):
        return []
    return slots(diary, minutes=minutes, first_date=day, days=1, at=at)


def _that_time(diary: Diary, starts_at: datetime, minutes: int, first: date, at: datetime) -> list[Slot]:
    """The same time of each day of the week, where it is free."""
    clock = starts_at.astimezone(diary.zone).time()
    starts = [at_local(diary.zone, first + timedelta(days=n), clock) for n in range(WEEK)]
    return [Slot(s, s + timedelta(minutes=minutes)) for s in starts if s and fits(diary, starts_at=s, minutes=minutes, at=at)]


def people(wish: Wish, held: dict[str | None, PricingPolicy], at: datetime, *, is_wide: bool = False) -> list[Found]:
    """Everybody with an offering that answers, free or not, each once. ``is_wide``: whatever else was asked for. One statement."""
    found: dict[int, Found] = {}
    if None not in held:
        return []  # nothing is sold where no policy holds
    for offering in _offerings(wish, held, at, is_wide):
        professional = offering.professional
        if professional.pk in found:
            found[professional.pk].others.append(offering)
            continue
        professional.city = wish.city
        here = wish.neighborhood
        found[professional.pk] = Found(
            professional, offering, [], all_in(offering.rate, policy_of(held, offering.service.category)), offering.completed or 0,
            here.km_to(professional.neighborhood) if here else None, offering.goes_there if here else True, [],
        )  # fmt: skip
    return list(found.values())


def _offerings(wish: Wish, held: dict[str | None, PricingPolicy], at: datetime, is_wide: bool) -> QuerySet[Offering]:
    rows = bookable_offerings(wish.city, at).filter(service__in=wish.services)
    hers = ServedArea.objects.filter(professional=OuterRef("professional"))
    there = Exists(hers.filter(neighborhood=wish.neighborhood))
    certified = Exists(Check.objects.filter(Q(valid_until=None) | Q(valid_until__gt=at), professional=OuterRef("professional"), kind=Check.CERTIFICATE))
    if not is_wide:
        rows = _narrowed(rows, wish, held)
        rows = rows.filter(there | ~Exists(hers)) if wish.neighborhood else rows  # no areas: the whole city
        rows = rows.filter(certified) if wish.certificate else rows
    order = [_turn(wish.city.local(at).date()), "professional"]
    if wish.day:  # where not all can be looked at, those who work that day; the others count for the days around
        order.insert(0, Exists(_open_hours(wish)).desc())
    if wish.sort == PRICE:
        order.insert(0, "hourly_rate_minor")
    # Which ones first, and only then what is said of them: the joins are made for a few, not for the city.
    few = rows.order_by(*order).values("pk")[:LOOKED_AT]
    record = TrackRecord.objects.filter(professional=OuterRef("professional"))
    told = Offering.objects.filter(pk__in=few).select_related("service", "professional__neighborhood", "professional__rules")
    told = told.annotate(completed=Subquery(record.values("completed")), unanswered=Subquery(record.values("unanswered")))
    if wish.neighborhood:
        told = told.annotate(goes_there=there)
    if is_wide:
        anywhere = ExpressionWrapper(~Exists(hers), output_field=BooleanField())
        told = told.annotate(goes_anywhere=anywhere, certified=certified)
    return told.order_by("professional", "service__order", "pk")


def _narrowed(rows: QuerySet[Offering], wish: Wish, held: dict[str | None, PricingPolicy]) -> QuerySet[Offering]:
    if wish.minutes:
        rows = rows.filter(minimum_minutes__lte=wish.minutes)
    if wish.language:
        rows = rows.filter(professional__languages__contains=[wish.language])
    return rows.filter(_affordable(wish, held)) if wish.price else rows


def _turn(day: date) -> Mod:
    """Where a city has more people than a search looks at, the day decides who is looked at, not who came first."""
    return Mod(F("professional_id") * 7919 + Value(crc32(day.isoformat().encode()), BigIntegerField()), Value(104_729, BigIntegerField()))


def bookable_offerings(city: City, at: datetime) -> QuerySet[Offering]:
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
    limits = {category: policy_of(held, category).fee_basis_points for category in {s.category for s in wish.services}}
    terms = [
        Q(service__category=category, hourly_rate_minor__lte=wish.price.minor * 10_000 // (10_000 + points))
        for category, points in limits.items()
    ]
    return reduce(or_, terms, Q(pk__in=[]))


def policy_of(held: dict[str | None, PricingPolicy], category: str) -> PricingPolicy:
    """A category's own policy, else the general one, which must be there."""
    return held.get(category) or held[None]
