"""Who is told what when a step is taken: the process table says so, this page says with which facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.notifications.actions import notify
from bookings.availability.others import others_free
from bookings.lifecycle.models import Booking
from casaora.kit.money import Money
from casaora.kit.steps import By, Step

#: Kinds that offer the customer other people who are free at that time.
OFFER_OTHERS = ("booking_declined", "booking_auto_declined", "booking_payment_failed", "booking_captured_too_late", "booking_canceled")

#: Kinds that only the other side needs.
TO_THE_OTHER = ("booking_time_proposed", "booking_time_refused")
MAY_COME_AGAIN = (*TO_THE_OTHER, "booking_rescheduled", "booking_at_the_door")


def tell(booking: Booking, step: Step, at: datetime, *, by: By, why: str, amounts: dict[str, Money], moments: dict[str, datetime]) -> None:
    """Owe the step's notices, in the caller's transaction: nobody is told before the fact, and nobody twice."""
    zone = booking.city.time_zone
    said = {
        "by": by.role, "why": why, **{name: _money(amount) for name, amount in amounts.items()},
        **{name: {"at": moment.isoformat(), "zone": zone} for name, moment in moments.items()},
    }  # fmt: skip
    for role, kind in step.told.items():
        if role == "professional" and booking.authorized_at is None:
            continue  # she never heard of it
        if kind in TO_THE_OTHER and role == by.role:
            continue
        _notify(booking, role, kind, at, said)


def remind(booking: Booking, kind: str, at: datetime) -> None:
    """A reminder to the professional that a request waits."""
    _notify(booking, "professional", kind, at, {})


def _notify(booking: Booking, role: str, kind: str, at: datetime, said: dict[str, Any]) -> None:
    person_id = booking.customer_id if role == "customer" else booking.professional_id
    context = {**facts(booking), **said}
    if kind in OFFER_OTHERS and said.get("by") != "customer":
        context["others"] = _others(booking, at)
    turn = f":{at.isoformat()}" if kind in MAY_COME_AGAIN else ""
    notify(person_id=person_id, kind=kind, key=f"{kind}:{booking.reference}:{role}{turn}", context=context, at=at)


def facts(booking: Booking) -> dict[str, Any]:
    """What a notice may say of a booking. JSON; no address, which pages show to whom it concerns."""
    zone = booking.city.time_zone
    service = booking.offering.service
    moments = {"starts": booking.starts_at, "ends": booking.ends_at, "respond_by": booking.respond_by}
    return {
        "reference": booking.reference,
        "page": ["bookings:detail", booking.reference],
        "service": {"en": service.name_en, "es": service.name_es},
        "professional": booking.professional.first_name,
        "gender": booking.professional.gender,
        "customer": booking.customer.first_name,
        "neighborhood": booking.neighborhood.name,
        "city": booking.city.name_es,
        "minutes": booking.minutes,
        "lines": [
            {"label": {"en": line.name_en, "es": line.name_es}, "amount": _money(line.amount)} for line in booking.lines
        ],
        **{name: {"at": moment.isoformat(), "zone": zone} for name, moment in moments.items() if moment},
        **{name: _money(value) for name, value in (("total", booking.total), ("earning", booking.earning), ("fee", booking.fee))},
    }


def _money(amount: Money) -> dict[str, Any]:
    return {"minor": amount.minor, "currency": amount.currency}


def _others(booking: Booking, at: datetime) -> list[dict[str, str]]:
    found = others_free(
        city=booking.city, service=booking.offering.service, starts_at=booking.starts_at, minutes=booking.minutes,
        exclude=booking.professional_id, at=at, limit=3,
    )  # fmt: skip
    return [{"name": p.display_name, "slug": p.slug} for p in found]
