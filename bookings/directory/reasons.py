"""Why somebody stands where she stands: the three factors of the order, in words, for each card."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.directory.finding import WEEK
from bookings.directory.ranking import FIT, NEAREST, PRICE, SOONEST
from bookings.directory.results import Found, Wish


def reasons(found: Found, wish: Wish, at: datetime) -> tuple[str, str, str]:
    """Fit, reliability, distance: what the order looked at, as this person has it."""
    return fit(found, wish, at), reliability(found), distance(found, wish)


def fit(found: Found, wish: Wish, at: datetime) -> str:
    """Whether she goes there, and how free she is."""
    if wish.starts_at:
        free = _("free for the whole visit")
    elif wish.day:
        count = len(found.free)
        free = ngettext("%(count)s start time that day", "%(count)s start times that day", count) % {"count": count}
    else:
        last = wish.city.local(at).date() + timedelta(days=WEEK - 1)
        count = sum(wish.city.local(slot.starts_at).date() <= last for slot in found.days)
        free = ngettext("free %(count)s of 7 days", "free %(count)s of 7 days", count) % {"count": count}
    if wish.neighborhood is None:
        return free[:1].upper() + free[1:]
    if found.goes_there:
        return _("Goes to %(place)s, %(free)s") % {"place": wish.neighborhood.name, "free": free}
    return _("Goes anywhere in the city, %(free)s") % {"free": free}


def reliability(found: Found) -> str:
    """Visits done, and requests that she left without an answer. Saying no is an answer."""
    done, missed = found.completed, found.offering.unanswered or 0
    if missed:
        words = ngettext("%(count)s request left unanswered", "%(count)s requests left unanswered", missed)
        return words % {"count": missed}
    return _("Answers every request") if done else _("New here, so no record yet")


def distance(found: Found, wish: Wish) -> str:
    """From her neighborhood to the one that was asked for; without one, where she sets out from."""
    if found.km is None or wish.neighborhood is None:
        return _("From %(place)s") % {"place": found.professional.neighborhood.name}
    if found.km < 1:
        return _("Less than 1 km away")
    return _("%(km)s km away") % {"km": f"{found.km:.0f}"}


def orders(has_place: bool) -> list[tuple[str, str, str]]:
    """The orders that can be chosen: name, label, and what it does in one sentence. Distance needs a place."""
    every = [
        (FIT, _("Best fit"), _("First who fits, then who answers, then who is near. Nobody can pay to be shown first.")),
        (PRICE, _("Lowest price"), _("By the price of an hour with our fee inside; then who fits best.")),
        (SOONEST, _("Soonest"), _("By the first free time; then who fits best.")),
        (NEAREST, _("Nearest"), _("By the distance from your neighborhood; then who fits best.")),
    ]
    return every if has_place else every[:3]
