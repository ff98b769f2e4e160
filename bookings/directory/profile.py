"""What a profile's page says, in words; the template only writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.photos.queries import work_of
from accounts.professionals.models import Professional
from accounts.vetting.models import Check
from bookings.availability.queries import diary
from bookings.availability.slots import Diary
from bookings.catalog import queries as catalog
from bookings.catalog.models import MAXIMUM_MINUTES, Offering, PricingPolicy
from bookings.catalog.quotes import all_in
from bookings.directory import queries
from bookings.directory.cards import profile_url, request_url, short_start, verified, visits
from bookings.directory.finding import DAYS_AHEAD
from bookings.directory.forms import LANGUAGES, hours_label
from bookings.directory.queries import next_times
from bookings.directory.week import week, whole_horizon
from casaora.design import dates
from casaora.kit.money import show

ICONS = {
    Check.IDENTITY: "id-card", Check.POLICE: "shield-check", Check.REFERENCES: "phone", Check.INTERVIEW: "message-circle",
    Check.CERTIFICATE: "graduation-cap",
}  # fmt: skip


def page_of(person: Professional, asked: QueryDict, at: datetime) -> dict[str, Any]:
    """Everything that the page needs; at most eight statements more than the profile itself."""
    offerings = catalog.offerings_of(person)
    held = catalog.policies_of(person.city.market_id, at)
    if None not in held:
        offerings = []  # nothing is sold where no policy holds
    policies = {o.pk: held.get(o.service.category) or held[None] for o in offerings}
    prices = {o.pk: all_in(o.rate, policies[o.pk]) for o in offerings}
    known = diary(person, *whole_horizon(at))
    page: dict[str, Any] = {
        "professional": person,
        "called": person.given_names,
        "cover": f"cover--{person.pk % 4 + 1}",
        "words_title": {"f": _("In her words"), "m": _("In his words")}.get(person.gender, _("In their own words")),
        "work_title": {"f": _("Photos of her work"), "m": _("Photos of his work")}.get(person.gender, _("Photos of their work")),
        "verified": verified(person.gender),
        "visits": visits(getattr(person, "completed", 0) or 0),
        "languages": [str(label) for code, label in LANGUAGES if code in person.languages],
        "areas": queries.areas_of(person),
        "hours": usual_hours(known),
        "work": work_of(person.pk),
        "checks": [_check(check, person, at) for check in queries.checks_of(person)],
        "address": profile_url(person.slug),
        "offerings": [_row(person.slug, offering, policies[offering.pk]) for offering in offerings],
    }
    if offerings:
        chosen = next((o for o in offerings if o.service.slug == asked.get("service")), offerings[0])
        page |= _booking(asked, person, known, chosen, at) | {"soon": _soon(person, known, chosen, at)} | {"price": prices[chosen.pk], "fee": prices[chosen.pk] - chosen.rate}
    return page


def _soon(person: Professional, known: Diary, chosen: Offering, at: datetime) -> list[tuple[str, str]]:
    """The first start of the next three days that have one, for her shortest visit: address and words."""
    starts = next_times(known, minutes=chosen.minimum_minutes, at=at, days=DAYS_AHEAD)
    local = [person.city.local(slot.starts_at) for slot in starts]
    return [(request_url(person.slug, chosen.service.slug, start, chosen.minimum_minutes), short_start(start)) for start in local]


def _row(slug: str, offering: Offering, policy: PricingPolicy) -> dict[str, Any]:
    an_hour = _("/ hour")
    extras = [
        {"name": extra.name, "price": f"{show(all_in(extra.price(offering.currency), policy))} {an_hour if extra.is_hourly else ''}".strip()}
        for extra in getattr(offering, "live_extras", ())
    ]
    return {
        "offering": offering, "price": all_in(offering.rate, policy), "from": hours_label(offering.minimum_minutes), "extras": extras,
        "url": profile_url(slug, service=offering.service.slug) + "#book",
    }  # fmt: skip


def _check(check: Check, person: Professional, at: datetime) -> dict[str, str]:
    day = dates.short_day(person.city.local(check.checked_at)) + f" {check.checked_at.year}"
    when = _("Checked by our team on %(day)s") % {"day": day}
    if check.valid_until:
        until = dates.short_day(person.city.local(check.valid_until)) + f" {check.valid_until.year}"
        words = _("%(checked)s, valid until %(until)s") if check.is_valid(at) else _("%(checked)s, ran out on %(until)s")
        when = words % {"checked": when, "until": until}
    return {"kind": check.get_kind_display(), "icon": ICONS[check.kind], "when": when, "note": check.note}


def usual_hours(known: Diary) -> list[str]:
    """Her normal week in lines, neighboring days with the same hours together: ``Monday to Friday, 7:00–18:00``."""
    of_day = [tuple((start, end) for weekday, start, end in known.weekly if weekday == day) for day in range(7)]
    names = dates.DAYS[dates.language()]
    lines = []
    for ranges, days in groupby(range(7), key=lambda day: of_day[day]):
        first, *rest = days
        if ranges:
            words = _("%(first)s to %(last)s") % {"first": names[first], "last": names[rest[-1]]} if rest else names[first]
            lines.append(f"{words[0].upper()}{words[1:]}, {', '.join(_clocks(ranges))}")
    return lines


def _clocks(ranges: Sequence[tuple[int, int]]) -> list[str]:
    return [f"{start // 60}:{start % 60:02d}\u2013{end // 60}:{end % 60:02d}" for start, end in ranges]


def _booking(asked: QueryDict, person: Professional, known: Diary, chosen: Offering, at: datetime) -> dict[str, Any]:
    lengths = range(chosen.minimum_minutes, MAXIMUM_MINUTES + 1, 30)
    minutes = next((length for length in lengths if str(length) == asked.get("minutes")), lengths[0])
    try:
        wanted = date.fromisoformat(asked.get("date", ""))
    except ValueError:
        wanted = None

    def url(day: date) -> str:
        return profile_url(person.slug, service=chosen.service.slug, minutes=str(minutes), date=day.isoformat()) + "#book"

    shown = week(known, minutes=minutes, at=at, wanted=wanted, start=asked.get("time", ""), url=url)
    day = next(day for day in shown.days if day.is_chosen)
    return {
        "chosen": chosen,
        "minutes": minutes,
        "lengths": [(length, hours_label(length)) for length in lengths],
        "week": shown,
        "day": day,
        "day_words": dates.long_day(datetime.combine(day.date, time())),
        "zone_words": _("Times are those of %(city)s.") % {"city": person.city.name},
    }
