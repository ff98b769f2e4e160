"""Search results in words: everything a card shows, made in one go, so that templates only write it down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.places.models import City
from accounts.professionals.models import given_names
from bookings.availability.slots import Slot
from bookings.directory.results import Found
from casaora.design import dates
from casaora.design.tags.marks import avatar
from casaora.kit.money import Money, show

#: Stands for a slug while an address is made.
ANYBODY = "anybody"


@dataclass(frozen=True, slots=True)
class Card:
    """One professional among the results. ``times`` are (address, words)."""

    number: int
    name: str
    url: str
    verified: str
    meta: str
    visits: str
    headline: str
    times: list[tuple[str, str]]
    price: str
    receives: str
    distance: str
    slug: str = ""
    photo: str = ""
    face: str = ""
    why: tuple[str, ...] = ()


def receives(name: str, rate: Money) -> str:
    """Whose the money is, in one sentence."""
    return _("%(name)s receives %(amount)s") % {"name": given_names(name), "amount": show(rate)}


def request_url(slug: str, service: str, start: datetime, minutes: int) -> str:
    """Where a request for exactly this visit begins; ``start`` in the city's time."""
    return f"{reverse('bookings:request', args=[slug])}?{_visit(service, start, minutes)}"


def _visit(service: str, start: datetime, minutes: int) -> str:
    return urlencode({"service": service, "date": f"{start:%Y-%m-%d}", "time": f"{start:%H:%M}", "minutes": minutes})


def profile_url(slug: str, **query: str) -> str:
    """A profile that remembers what was searched."""
    given = {name: value for name, value in query.items() if value}
    return reverse("directory:professional", args=[slug]) + (f"?{urlencode(given)}" if given else "")


def short_start(local: datetime) -> str:
    """``Thu 8:00``."""
    return f"{dates.short_day(local).split(' ')[0].capitalize()} {dates.hour(local)}"


def visits(count: int) -> str:
    """How many visits she has completed; new people are called new."""
    return ngettext("%(count)s visit", "%(count)s visits", count) % {"count": count} if count else _("New on Casaora")


def verified(gender: str) -> str:
    """In languages where the word follows the person."""
    if gender == "f":
        return pgettext("she", "Verified")
    return pgettext("he", "Verified") if gender == "m" else pgettext("they", "Verified")


def spread(free: list[Slot], limit: int = 3) -> list[Slot]:
    """A few of a day's starts, from its beginning to its end."""
    if len(free) <= limit:
        return free
    return [free[n * (len(free) - 1) // (limit - 1)] for n in range(limit)]


def cards(found: list[Found], city: City, minutes: int | None, day: str, why: Callable[[Found], tuple[str, ...]] | None = None) -> list[Card]:
    """The cards of one page of results. ``why`` tells what the order looked at."""
    # Addresses are made once and filled in: resolving one for each card and time is a third of a page's work.
    profile, request = (_pattern(name) for name in ("directory:professional", "bookings:request"))
    made = []
    for f in found:
        p, service = f.professional, f.offering.service
        length = minutes or f.minutes
        starts = [city.local(slot.starts_at) for slot in spread(f.free)]
        names = [service.name, *(other.service.name for other in f.others[:1])]
        asked = urlencode({name: value for name, value in (("service", service.slug), ("date", day), ("minutes", minutes or "")) if value})
        made.append(
            Card(
                number=p.pk,
                name=p.display_name,
                url=f"{profile.replace(ANYBODY, p.slug)}?{asked}",
                verified=verified(p.gender),
                meta=f"{', '.join(names)} · {p.neighborhood.name}",
                visits=visits(f.completed),
                headline=p.headline,
                times=[(f"{request.replace(ANYBODY, p.slug)}?{_visit(service.slug, start, length)}", short_start(start)) for start in starts],
                price=show(f.hour),
                receives=receives(p.display_name, f.offering.rate),
                distance="" if f.km is None else _("%(km)s km away") % {"km": f"{f.km:.0f}" if f.km >= 1 else "<1"},
                slug=p.slug,
                photo=p.photo,
                face=avatar(p.display_name, p.pk, "avatar--lg", p.photo),
                why=why(f) if why else (),
            )
        )
    return made


def _pattern(name: str) -> str:
    return reverse(name, args=[ANYBODY])


def heading(total: int, city: City, day: datetime | None, has_time: bool) -> str:
    """The result as a sentence."""
    if day is None:
        words = ngettext("%(count)s person in %(city)s", "%(count)s people in %(city)s", total)
        return words % {"count": total, "city": city.name}
    if not total:
        when = {"day": dates.long_day(day), "time": dates.hour(day)}
        return _("Nobody free on %(day)s at %(time)s") % when if has_time else _("Nobody free on %(day)s") % when
    values = {"count": total, "day": dates.long_day(day), "time": dates.hour(day)}
    if has_time:
        return ngettext("%(count)s person free on %(day)s at %(time)s", "%(count)s people free on %(day)s at %(time)s", total) % values
    return ngettext("%(count)s person free on %(day)s", "%(count)s people free on %(day)s", total) % values
