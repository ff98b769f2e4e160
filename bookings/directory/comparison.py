"""Two or three people side by side: the same service and hours, what differs first. A fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.professionals.models import Professional
from accounts.vetting.models import Check
from bookings.availability.queries import diaries
from bookings.availability.slots import Diary, first_of_each_day
from bookings.catalog.models import MAXIMUM_MINUTES, Offering, PricingPolicy, Service
from bookings.catalog.queries import policies_of
from bookings.catalog.quotes import Quote, QuoteRefused, all_in, quote
from bookings.directory import queries
from bookings.directory.cards import profile_url, short_start, visits
from bookings.directory.finding import DAYS_AHEAD, WEEK, policy_of
from bookings.directory.forms import LANGUAGES, hours_label
from bookings.directory.profile import usual_hours
from casaora.design.tags.marks import avatar
from casaora.kit.money import show

MOST = 3


@dataclass(frozen=True, slots=True)
class Side:
    """One of those compared, with everything known of her."""

    person: Professional
    offerings: list[Offering]
    offering: Offering | None
    diary: Diary
    held: dict[str | None, PricingPolicy]
    minutes: int
    at: datetime

    def quote(self) -> Quote | None:
        """The price of the same hours; None where she does not do this, or not for so short."""
        if self.offering is None or None not in self.held:
            return None
        try:
            return quote(offering=self.offering, minutes=self.minutes, policy=policy_of(self.held, self.offering.service.category))
        except QuoteRefused:
            return None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing compared: its name, and what each of them has, in lines."""

    label: str
    values: list[list[str]]
    called: list[str]

    @property
    def differs(self) -> bool:
        """Whether they are not all the same."""
        return any(value != self.values[0] for value in self.values)

    @property
    def pairs(self) -> list[tuple[list[str], str]]:
        """Each value with whose it is."""
        return list(zip(self.values, self.called, strict=True))


def comparison(asked: QueryDict, at: datetime) -> dict[str, Any]:
    """Everything the page needs; ``sides`` is empty with fewer than two who can be booked. At most eight statements."""
    slugs = list(dict.fromkeys(slug.strip().lower()[:80] for slug in asked.getlist("who") if slug.strip() and "\0" not in slug))
    people = queries.side_by_side(slugs[:MOST], at)
    page: dict[str, Any] = {"too_many": len(slugs) > MOST, "sides": [], "city": people[0].city.slug if people else ""}
    if len(people) < 2:
        return page
    offered = queries.offerings_of_all(people)
    service, services = _service(asked.get("service", ""), offered)
    minutes = _minutes(asked.get("minutes", ""), offered, service)
    known = diaries(people, at, at + timedelta(days=DAYS_AHEAD + 1))
    held = policies_of(people[0].city.market_id, at)
    sides = [
        Side(p, offered[p.pk], next((o for o in offered[p.pk] if o.service == service), None), known[p.pk], held, minutes, at)
        for p in people
    ]
    lines = _lines(sides)
    return page | {
        "sides": [_head(side, people, service, minutes) for side in sides],
        "differing": [line for line in lines if line.differs],
        "same": [line for line in lines if not line.differs and line.values[0]],
        "services": services, "service": service, "minutes": minutes, "who": [person.slug for person in people],
        "lengths": [(length, hours_label(length)) for length in range(60, MAXIMUM_MINUTES + 1, 30)],
    }  # fmt: skip


def _service(asked: str, offered: dict[int, list[Offering]]) -> tuple[Service | None, list[Service]]:
    """The service compared: the one asked for, else the one that most of them do; and all that can be chosen."""
    counts: dict[Service, int] = {}
    for offerings in offered.values():
        for offering in offerings:
            counts[offering.service] = counts.get(offering.service, 0) + 1
    services = sorted(counts, key=lambda s: (s.order, s.slug))
    fitting = [s for s in services if asked in (s.slug, s.category)] or services
    return max(fitting, key=lambda s: counts[s], default=None), services


def _minutes(asked: str, offered: dict[int, list[Offering]], service: Service | None) -> int:
    """The same length for all: the one asked for, else the shortest that each of them takes."""
    if asked.isdecimal() and len(asked) < 4 and 60 <= int(asked) <= MAXIMUM_MINUTES and int(asked) % 30 == 0:
        return int(asked)
    return max((o.minimum_minutes for offerings in offered.values() for o in offerings if o.service == service), default=120)


def _head(side: Side, people: Sequence[Professional], service: Service | None, minutes: int) -> dict[str, Any]:
    p = side.person
    others = urlencode([*(("who", other.slug) for other in people if other != p), ("service", service.slug if service else ""), ("minutes", minutes)])
    return {
        "name": p.display_name, "called": p.given_names, "face": avatar(p.display_name, p.pk, "avatar--lg", p.photo),
        "url": profile_url(p.slug, service=side.offering.service.slug if side.offering else "", minutes=str(minutes) if side.quote() else ""),
        "without": f"?{others}" if len(people) == MOST else "",
    }  # fmt: skip


def _lines(sides: list[Side]) -> list[Line]:
    quotes = [side.quote() for side in sides]
    hours = hours_label(sides[0].minutes)
    rows: list[tuple[str, list[list[str]]]] = [
        (_("%(length)s, all included") % {"length": hours}, [_price(side, q) for side, q in zip(sides, quotes, strict=True)]),
        (_("Of that, the professional receives"), [[show(q.earning)] if q else ["–"] for q in quotes]),
        (_("An hour, all included"), [_hour(side) for side in sides]),
        (_("Next free times"), [_times(side) for side in sides]),
        (_("Free in the next 7 days"), [_days(side) for side in sides]),
        (_("Visits on Casaora"), [[visits(side.person.completed or 0)] for side in sides]),
        (_("Requests left unanswered"), [[str(side.person.unanswered or 0)] for side in sides]),
        (_("Experience"), [_years(side.person) for side in sides]),
        (_("Speaks"), [[str(label) for code, label in LANGUAGES if code in side.person.languages] for side in sides]),
        (_("Sets out from"), [[side.person.neighborhood.name] for side in sides]),
        (_("Goes to"), [_areas(side.person) for side in sides]),
        (_("Checked by our team"), [_checks(side) for side in sides]),
        (_("Extras"), [_extras(side) for side in sides]),
        (_("Usual hours"), [usual_hours(side.diary) for side in sides]),
    ]
    called = [side.person.given_names for side in sides]
    return [Line(label, values, called) for label, values in rows]


def _price(side: Side, priced: Quote | None) -> list[str]:
    if priced:
        return [show(priced.total)]
    if side.offering is None:
        return [_("Does not do this")]
    return [_("From %(length)s") % {"length": hours_label(side.offering.minimum_minutes)}]


def _hour(side: Side) -> list[str]:
    if side.offering is None or None not in side.held:
        return ["–"]
    return [show(all_in(side.offering.rate, policy_of(side.held, side.offering.service.category)))]


def _times(side: Side) -> list[str]:
    first = side.at.astimezone(side.diary.zone).date()
    minutes = max(side.minutes, side.offering.minimum_minutes if side.offering else 0)
    found = first_of_each_day(side.diary, minutes=minutes, first_date=first, days=DAYS_AHEAD, at=side.at)[:3]
    return [short_start(slot.starts_at.astimezone(side.diary.zone)) for slot in found] or [_("None in ten days")]


def _days(side: Side) -> list[str]:
    first = side.at.astimezone(side.diary.zone).date()
    count = len(first_of_each_day(side.diary, minutes=side.minutes, first_date=first, days=WEEK, at=side.at))
    return [ngettext("On %(count)s day", "On %(count)s days", count) % {"count": count}]


def _years(person: Professional) -> list[str]:
    years = person.years_of_experience
    return [ngettext("%(years)s year", "%(years)s years", years) % {"years": years}] if years else ["–"]


def _areas(person: Professional) -> list[str]:
    names = sorted(area.neighborhood.name for area in person.served_areas.all())
    return [", ".join(names)] if names else [_("All of %(city)s") % {"city": person.city.name}]


def _checks(side: Side) -> list[str]:
    valid = {check.kind: check for check in side.person.checks.all() if check.is_valid(side.at)}
    return [str(label) + (f" ({valid[kind].note})" if valid[kind].note else "") for kind, label in Check.KINDS if kind in valid]


def _extras(side: Side) -> list[str]:
    if side.offering is None:
        return []
    an_hour = _("/ hour")
    return [f"{e.name} {show(e.price(side.offering.currency))}{f' {an_hour}' if e.is_hourly else ''}" for e in side.offering.live_extras] or ["–"]
