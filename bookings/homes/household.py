"""A household's home in plain data: the next visit, what waits for the household, what is ahead, what was, and its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.favorites.queries import of_customer as favorites_of
from bookings.issues import process as issues
from bookings.issues.models import Issue
from bookings.issues.queries import open_of
from bookings.lifecycle import process, queries
from bookings.lifecycle.books import books, station
from bookings.lifecycle.models import Booking, Proposal
from bookings.supplements import process as supplements
from bookings.supplements.models import Supplement
from bookings.supplements.queries import is_over
from casaora.design import dates
from casaora.kit.steps import By

AHEAD = (process.CONFIRMED, process.IN_PROGRESS, process.UNATTENDED)
WAITING = (process.PENDING, process.AUTHORIZED)
#: What the list of all bookings may be narrowed to.
SHOWN = {"ahead": AHEAD, "waiting": WAITING, "done": (process.COMPLETED,), "ended": tuple(s for s in process.FINAL if s != process.COMPLETED)}
MOST, PAST, PEOPLE = 50, 5, 4


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that only the household can do: pay, answer, confirm. ``until`` is when its time is over."""

    icon: str
    title: str
    link: str
    label: str
    until: datetime | None
    zone: str


def page_of(person_id: int, at: datetime) -> dict[str, Any]:
    """The context of the page, in a fixed number of statements."""
    rows = queries.of_customer(person_id)
    newest = Booking.objects.filter(customer_id=person_id, state__in=process.FINAL).order_by("-starts_at").values("pk")[:PAST]
    asked = Proposal.objects.filter(booking=OuterRef("pk"), state=Proposal.OPEN, by_role="professional", answer_by__gt=at).values("answer_by")
    rows = rows.annotate(proposed_until=Subquery(asked[:1]))
    found = list(rows.filter(Q(state__in=process.LIVE) | Q(pk__in=newest)).order_by("starts_at")[: MOST + PAST])
    ahead = [b for b in found if b.state in AHEAD]
    nearest, open_issues = (ahead[0] if ahead else None), open_of(person_id)
    return {
        "next": nearest, "ahead": ahead[1:], "waiting": [b for b in found if b.state == process.AUTHORIZED],
        "past": [b for b in reversed(found) if b.state in process.FINAL], "issues": open_issues, "at": at,
        "todos": todos(person_id, found, open_issues, at), "people": list(favorites_of(person_id, at)[:PEOPLE]), **_money(nearest, person_id),
    }  # fmt: skip


def _money(booking: Booking | None, person_id: int) -> dict[str, Any]:
    """Where the next visit's money is, as its own page says."""
    if booking is None:
        return {}
    by = By("customer", person_id)
    money = books(booking, by)
    return {"station": station(booking, money, by), "there": money.left if money.captured else booking.total, "hers": money.kept}


def todos(person_id: int, found: Sequence[Booking], open_issues: list[Issue], at: datetime) -> list[ToDo]:
    """What waits for the household, the most urgent first. One statement."""
    by_pk = {b.pk: b for b in found}
    things = [thing for b in found if (thing := _of_booking(b, at)) is not None]
    beside = Supplement.objects.filter(booking__customer_id=person_id, state__in=supplements.OPEN).select_related("payment")
    things += [_of_supplement(row, by_pk[row.booking_id]) for row in beside[:MOST] if row.booking_id in by_pk and not is_over(row, at)]
    for issue in open_issues:
        if issue.by_role == "professional" and issue.state == issues.OPEN:
            title = _("A problem with the visit %(reference)s: say your side") % {"reference": issue.booking.reference}
            link = reverse("bookings:issue", args=[issue.booking.reference, issue.reference])
            things.append(ToDo("flag", title, link, _("Answer"), issue.answer_by, issue.booking.city.time_zone))
    return sorted(things, key=lambda thing: (thing.until is None, thing.until or at))


def _of_booking(b: Booking, at: datetime) -> ToDo | None:
    name, zone = b.professional.given_names, b.city.time_zone
    if b.state == process.PENDING and b.payment.expires_at > at:
        title = _("One step left for %(name)s, %(day)s: the hold") % {"name": name, "day": _day(b)}
        return ToDo("lock", title, _page("payment", b), _("Place the hold"), b.payment.expires_at, zone)
    if b.state == process.CONFIRMED and b.proposed_until:  # type: ignore[attr-defined]
        title = _("%(name)s proposes another time for %(day)s") % {"name": name, "day": _day(b)}
        return ToDo("calendar", title, _page("detail", b), _("Answer"), b.proposed_until, zone)  # type: ignore[attr-defined]
    if b.state == process.UNATTENDED:
        return ToDo("circle-question-mark", _("Did %(name)s come on %(day)s?") % {"name": name, "day": _day(b)}, _page("detail", b), _("Answer"), None, zone)
    return None


def _of_supplement(row: Supplement, b: Booking) -> ToDo:
    name, zone = b.professional.given_names, b.city.time_zone
    link = reverse("bookings:supplement", args=[row.reference])
    if row.state == supplements.PROPOSED:
        return ToDo("clock", _("%(name)s proposes to stay longer") % {"name": name}, link, _("Answer"), row.answer_by, zone)
    words = _("Your tip waits for its payment") if row.kind == Supplement.TIP else _("The extra time waits for its payment")
    return ToDo("credit-card", words, link, _("Go on"), row.payment.expires_at if row.payment else None, zone)


def _day(b: Booking) -> str:
    return dates.short(dates.local(b.starts_at, b.city.time_zone))


def _page(name: str, b: Booking) -> str:
    return reverse(f"bookings:{name}", args=[b.reference])
