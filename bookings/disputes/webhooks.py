"""The processor's events about disputes. An event is a hint: the dispute is read again before anything is believed."""

from __future__ import annotations

from datetime import datetime

from bookings.disputes import actions
from casaora.stripe.answers import Event


def disputed(event: Event, at: datetime) -> None:
    """``charge.dispute.*``: the cardholder's bank asks, takes the money, gives it back, or has decided."""
    actions.note(dispute_id=event.object_id, at=at)
