"""Reading issues. Every function says whose rows it wants; the policies are only the net."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from bookings.issues import process
from bookings.issues.models import Evidence, Issue, Ruling
from bookings.lifecycle.models import Booking


def of_person(person_id: int) -> QuerySet[Issue]:
    """Issues about visits of which this person is a party."""
    return Issue.objects.filter(Q(customer_id=person_id) | Q(professional_id=person_id))


def open_of(person_id: int) -> list[Issue]:
    """Of these the ones that are not over, what needs an answer first; for the home page."""
    rows = of_person(person_id).filter(state__in=process.LIVE).select_related("booking__city")
    return list(rows.order_by("answer_by", "pk")[:20])


def of_booking(booking: Booking) -> list[Issue]:
    """A visit's issues, the oldest first."""
    return list(booking.issues.order_by("pk"))


def rulings_of(issue: Issue) -> list[Ruling]:
    """What was decided and counts; at most the first decision and the final one."""
    return list(issue.rulings.filter(state=Ruling.GIVEN).order_by("pk"))


def files_of(issue: Issue) -> list[Evidence]:
    """What both sides gave, without its contents."""
    return list(issue.evidence.defer("content").order_by("pk"))


def overdue(at: datetime) -> QuerySet[Issue]:
    """Issues that our team should have decided."""
    return Issue.objects.filter(state__in=process.WITH_STAFF, rule_by__lte=at)
