"""What a calendar says of a visit to each of its two people: no more than the page would, and never the arrival code."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, IntegerField, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.calendars import ics
from bookings.lifecycle import process, queries
from bookings.lifecycle.models import Booking, StepTaken
from bookings.supplements.models import Supplement, SupplementStep
from casaora.design import dates

#: A calendar keeps what was for so long, and holds at most so many visits.
BACK, MOST = timedelta(days=60), 300
_STATUS = {process.PENDING: ics.TENTATIVE, process.AUTHORIZED: ics.TENTATIVE, **dict.fromkeys((process.DECLINED, process.EXPIRED, process.CANCELED, process.PAYMENT_FAILED), ics.CANCELLED)}


def with_changes(rows: QuerySet[Booking]) -> QuerySet[Any, Any]:
    """With how often each visit has changed, its extra time included, and when it last did: one statement."""
    steps = StepTaken.objects.filter(booking=OuterRef("pk")).order_by().values("booking")
    longer = SupplementStep.objects.filter(supplement__booking=OuterRef("pk"), supplement__kind=Supplement.EXTRA_TIME).order_by().values("supplement__booking")

    def count(of: QuerySet[Any, Any]) -> Coalesce:
        return Coalesce(Subquery(of.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0))

    def last(of: QuerySet[Any, Any]) -> Subquery:
        return Subquery(of.annotate(last=Max("at")).values("last"))

    changed = Greatest(last(steps), last(longer), "created_at")
    return rows.annotate(changes=count(steps) + count(longer), changed_at=changed)


def of_person(person_id: int, *, is_professional: bool, at: datetime) -> list[ics.Event]:
    """The visits of one person's calendar, oldest first: what was agreed, what waits for an answer, and what of both has ended."""
    rows = queries.of_professional(person_id) if is_professional else queries.of_customer(person_id).filter(authorized_at__isnull=False)
    found = list(with_changes(rows).filter(starts_at__gt=at - BACK).order_by("-starts_at")[:MOST])
    names = queries.names_of_customers(found) if is_professional else {}
    return [event(b, role="professional" if is_professional else "customer", customer_name=names.get(b.customer_id, "")) for b in reversed(found)]


def event(booking: Booking, *, role: str, customer_name: str) -> ics.Event:
    """One visit for one of its people, in the active language. The booking comes from :func:`with_changes`."""
    zone, status = booking.city.time_zone, _STATUS.get(booking.state, ics.CONFIRMED)
    other = booking.professional.given_names if role == "customer" else customer_name
    what = _("%(service)s, %(name)s") % {"service": booking.offering.service.name, "name": other}
    start, end = dates.hour(dates.local(booking.starts_at, zone)), dates.hour(dates.local(booking.ends_at, zone))
    hours = _("%(start)s to %(end)s, time in %(city)s") % {"start": start, "end": end, "city": booking.city.name}
    address = f"{settings.SITE_URL}{reverse('bookings:detail', args=[booking.reference])}"
    knows = role == "customer" or booking.address_is_known_to_professional()
    place = [booking.address_line] if knows else []
    return ics.Event(
        uid=f"{booking.reference}@casaora", sequence=booking.changes, status=status, starts_at=booking.starts_at, ends_at=booking.ends_at,  # type: ignore[attr-defined]
        changed_at=booking.changed_at, summary=_("Not answered yet: %(visit)s") % {"visit": what} if status == ics.TENTATIVE else what,  # type: ignore[attr-defined]
        description="\n".join((_("Booking %(reference)s.") % {"reference": booking.reference}, hours, address)),
        location=", ".join((*place, booking.neighborhood.name, booking.city.name)), url=address,
    )  # fmt: skip
