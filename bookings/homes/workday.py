"""What a professional's first page shows of her bookings, in one statement: requests, today in order of time, the days ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.places.models import City
from accounts.professionals.models import Professional
from bookings.homes import routes
from bookings.lifecycle import process, queries
from bookings.lifecycle.models import Booking, Proposal
from casaora.design import dates
from casaora.kit.steps import By

AHEAD = (process.CONFIRMED, process.IN_PROGRESS, process.UNATTENDED)
#: Rows that the page reads, at most: requests first, so that none of them falls behind visits that are weeks away.
MOST = 100
#: Days ahead that are shown; the calendar has the others.
SHOWN_AHEAD = 8


#: What the list of all bookings can be narrowed to.
SHOWN = {
    "ahead": (process.AUTHORIZED, *AHEAD),
    "done": (process.COMPLETED,),
    "over": (process.DECLINED, process.EXPIRED, process.CANCELED, process.PAYMENT_FAILED),
}


@dataclass(slots=True)
class Asked:
    """A request as its card says it: how far from where she lives, whether they know each other, what else that day holds."""

    booking: Booking
    name: str
    where: str
    known: str
    that_day: str


@dataclass(slots=True)
class Workday:
    """Her bookings on the first page. ``proposed``: visits whose family proposed another time; ``unclear``: of which nobody knows."""

    asked: list[Asked] = field(default_factory=list)
    proposed: list[Booking] = field(default_factory=list)
    today: list[routes.Stop] = field(default_factory=list)
    ahead: list[Booking] = field(default_factory=list)
    unclear: list[Booking] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    is_more: bool = False


def by_month(rows: Sequence[Booking], city: City) -> list[tuple[str, list[Booking]]]:
    """Bookings that are in order of time, under the name of their month in the city: ``November 2026``."""

    def month(booking: Booking) -> str:
        local = city.local(booking.starts_at)
        return f"{dates.capital(dates.MONTHS[dates.language()][local.month - 1])} {local.year}"

    return [(name, list(found)) for name, found in groupby(rows, key=month)]


def workday(me: Professional, at: datetime) -> Workday:
    """Her bookings at a moment, sorted into what the page has places for. Two statements, however many there are."""
    now = me.city.local(at)
    begins = now.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = (begins + timedelta(days=1, hours=12)).replace(hour=0)  # a day has 23 hours where the clocks change
    rows = list(_rows(me, at, begins, ends))
    names = queries.names_of_customers(rows)
    visits = [b for b in rows if b.state != process.AUTHORIZED]
    todays = [b for b in visits if begins <= b.starts_at < ends or b.state == process.IN_PROGRESS]
    unclear = [b for b in visits if b.state == process.UNATTENDED and b not in todays]
    ahead = [b for b in visits if b.starts_at >= ends and b not in todays]
    by = By("professional", me.pk)
    return Workday(
        asked=[_asked(b, names, me, visits) for b in rows if b.state == process.AUTHORIZED],
        proposed=[b for b in visits if getattr(b, "proposed_at", None)],
        today=routes.stops(todays, names, by, at), ahead=ahead[:SHOWN_AHEAD], unclear=unclear, names=names, is_more=len(ahead) > SHOWN_AHEAD,
    )  # fmt: skip


def _rows(me: Professional, at: datetime, begins: datetime, ends: datetime) -> QuerySet[Booking]:
    """Requests by their deadline, then visits by their start, each with what else the page says of it."""
    todays = Q(state=process.COMPLETED, starts_at__gte=begins, starts_at__lt=ends)
    asks = Q(state=process.AUTHORIZED, respond_by__gt=at)
    together = Booking.objects.filter(professional=me.pk, customer=OuterRef("customer"), state=process.COMPLETED)
    proposals = Proposal.objects.filter(booking=OuterRef("pk"), booking__state=process.CONFIRMED, state=Proposal.OPEN, by_role="customer")
    return queries.of_professional(me.pk).filter(asks | todays | Q(state__in=AHEAD)).annotate(
        together=Subquery(together.order_by().values("customer").annotate(n=Count("pk")).values("n")),
        proposed_at=Subquery(proposals.values("starts_at")[:1]),
    ).order_by(Case(When(state=process.AUTHORIZED, then=F("respond_by"))).asc(nulls_last=True), "starts_at", "pk")[:MOST]  # fmt: skip


def _asked(booking: Booking, names: dict[int, str], me: Professional, visits: list[Booking]) -> Asked:
    """Before she accepts she knows the neighborhood, so the way is reckoned from the middle of hers to the middle of that."""
    metres = round(me.neighborhood.km_to(booking.neighborhood) * 1000)
    near = booking.neighborhood_id == me.neighborhood_id
    where = _("your own neighborhood") if near else _("%(distance)s from where you live") % {"distance": routes.distance(metres)}
    times: Any = getattr(booking, "together", None) or 0
    known = ngettext("%(n)s visit with you before", "%(n)s visits with you before", times) % {"n": times} if times else _("First time with you")
    return Asked(booking, names.get(booking.customer_id, ""), where, known, _that_day(booking, visits))


def _that_day(booking: Booking, visits: list[Booking]) -> str:
    local = booking.city.local
    day = local(booking.starts_at).date()
    others = [v for v in visits if local(v.starts_at).date() == day and v.state in AHEAD]
    if not others:
        return ""
    words = [f"{dates.hour(local(v.starts_at))}–{dates.hour(local(v.ends_at))} {v.neighborhood.name}" for v in others[:3]]
    return _("That day you also have %(visits)s.") % {"visits": ", ".join(words)}
