"""Reading bookings. Every function says whose rows it wants; the policies are only the net."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from bookings.lifecycle import process
from bookings.lifecycle.models import Booking, Proposal
from bookings.payments.models import Attempt
from casaora.kit.acting import reading_as_verb

WITH = ("professional__city", "customer", "city", "neighborhood", "offering__service", "payment")


def of_person(person_id: int) -> QuerySet[Booking]:
    """Bookings in which the person is either party; hers only once she was told of them."""
    mine = Q(customer_id=person_id) | Q(professional_id=person_id, authorized_at__isnull=False)
    return Booking.objects.filter(mine).select_related(*WITH)


def of_customer(person_id: int) -> QuerySet[Booking]:
    """A customer's bookings."""
    return Booking.objects.filter(customer_id=person_id).select_related(*WITH)


def of_professional(person_id: int) -> QuerySet[Booking]:
    """The bookings that a professional was told of. Her policy does not show her the payment's row: it is not joined."""
    rows = Booking.objects.filter(professional_id=person_id, authorized_at__isnull=False)
    return rows.select_related("professional__city", "city", "neighborhood", "offering__service")


def requests_waiting(person_id: int, at: datetime) -> list[Booking]:
    """Her requests that can still be answered, the oldest deadline first."""
    return list(of_professional(person_id).filter(state=process.AUTHORIZED, respond_by__gt=at).order_by("respond_by")[:50])


def visits_ahead(rows: QuerySet[Booking], at: datetime) -> list[Booking]:
    """Confirmed or running visits, and those of which nobody knows whether they took place; the next one first."""
    return list(rows.filter(state__in=(process.CONFIRMED, process.IN_PROGRESS, process.UNATTENDED)).order_by("starts_at")[:50])


def is_being_confirmed(booking: Booking) -> bool:
    """Whether an attempt is open: the processor has been asked and has not answered yet. In a verb: attempts are not for web."""
    with reading_as_verb():
        return Attempt.objects.filter(payment_id=booking.payment_id, outcome="").exists()


def names_of_customers(bookings: list[Booking]) -> dict[int, str]:
    """First names, for the professional whose bookings these are: people's rows are private, a name on a visit is not."""
    from accounts.customers.models import Customer

    ids = {b.customer_id for b in bookings}
    with reading_as_verb():
        return {c.pk: c.first_name for c in Customer.objects.filter(pk__in=ids).select_related("user")}


def open_proposal(booking: Booking) -> Proposal | None:
    """The new time that waits for an answer, if the visit is confirmed and there is one."""
    if booking.state != process.CONFIRMED:
        return None
    return booking.proposals.filter(state=Proposal.OPEN).first()
