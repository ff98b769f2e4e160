"""Who is told what about a supplement: the process table says so, this page says with which facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.notifications.actions import notify
from bookings.lifecycle.notices import facts as facts_of_booking
from bookings.supplements.models import Supplement
from casaora.kit.money import Money
from casaora.kit.steps import By, Step

#: Kinds that only the other side needs.
TO_THE_OTHER = ("booking_extra_time_refused",)


def tell(supplement: Supplement, step: Step, at: datetime, *, by: By) -> None:
    """Owe the step's notices, in the caller's transaction."""
    booking = supplement.booking
    for role, kind in step.told.items():
        if kind in TO_THE_OTHER and role == by.role:
            continue
        person_id = booking.customer_id if role == "customer" else booking.professional_id
        key = f"{kind}:{supplement.reference}:{role}"
        notify(person_id=person_id, kind=kind, key=key, context={**facts(supplement), "role": role, "by": by.role}, at=at)


def facts(supplement: Supplement) -> dict[str, Any]:
    """What a notice may say of a supplement, beside what it says of its booking."""
    zone = supplement.booking.city.time_zone
    moments = {"until": supplement.ends_at, "answer_by": supplement.answer_by}
    return {
        **facts_of_booking(supplement.booking),
        "supplement": supplement.reference, "page": ["bookings:supplement", supplement.reference], "kind": supplement.kind,
        "extra_minutes": supplement.minutes,
        **{name: {"at": moment.isoformat(), "zone": zone} for name, moment in moments.items() if moment},
        **{name: _money(amount) for name, amount in (("amount", supplement.total), ("hers", supplement.earning))},
    }  # fmt: skip


def _money(amount: Money) -> dict[str, Any]:
    return {"minor": amount.minor, "currency": amount.currency}
