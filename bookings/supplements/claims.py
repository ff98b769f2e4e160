"""Who may take a supplement's step now. The booking is locked first, so that whatever happens beside a visit happens in turn."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bookings.lifecycle.claims import NotNow, NotYours, check_person
from bookings.lifecycle.claims import locked as locked_booking
from bookings.lifecycle.models import Booking
from bookings.payments.actions import BeingConfirmed
from bookings.payments.models import Attempt
from bookings.supplements.models import Supplement
from bookings.supplements.process import PROCESSES
from casaora.kit.acting import as_verb
from casaora.kit.steps import By


def locked(**whose: object) -> Supplement:
    """The supplement with its booking, which is locked for the transaction. Raises NotYours."""
    found = Supplement.objects.filter(**whose).values_list("booking__reference", flat=True).first()
    if found is None:
        raise NotYours(str(whose))
    return of(locked_booking(reference=found), **whose)


def of(booking: Booking, **which: object) -> Supplement:
    """A supplement of a booking that is locked already, read after the lock."""
    supplement = Supplement.objects.select_related("payment__customer").get(booking=booking, **which)
    supplement.booking = booking
    return supplement


def next_reference(booking: Booking, kind: str) -> str:
    """The booking's own reference, a letter and a number: whoever reads a statement sees what it belongs to. The booking is locked."""
    number = booking.supplements.filter(kind=kind).count() + 1
    return f"{booking.reference}-{'T' if kind == Supplement.TIP else 'E'}{number}"


def read(reference: str) -> Supplement:
    """The supplement as it is now, whoever asks; verbs only."""
    with transaction.atomic(), as_verb():
        return Supplement.objects.select_related("payment", "booking__professional", "booking__city").get(reference=reference)


def check(supplement: Supplement, step: str, by: By, at: datetime) -> None:
    """Person, actor, state and deadline against the process table; and its own payment is not on its way.

    Raises NotYours, BeingConfirmed or NotNow. The booking's own payment is another one: neither waits for the other.
    """
    check_person(supplement.booking, by)
    if supplement.payment_id and Attempt.objects.filter(payment=supplement.payment_id, outcome="").exists():
        raise BeingConfirmed(supplement.reference)
    row = PROCESSES[supplement.kind].steps.get(step)  # none: a step of the other kind
    if row is None or by.role not in row.by or supplement.state not in row.sources or not supplement.is_time_for(step, at):
        raise NotNow(step, supplement.state)
