"""Where homes are on the map, and the visit whose door nobody opens."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zlib import crc32

from accounts.places.models import Neighborhood
from accounts.places.positions import Position
from bookings.lifecycle import actions
from casaora.demo.walk import Walk
from casaora.kit.steps import By

#: She stands at the door; the household is out.
NOBODY_HOME = "nobody home"


def home_of(key: str, neighborhood: Neighborhood) -> Position | None:
    """Where a household says that it lives: somewhere around the middle of its neighborhood; one in four does not say."""
    number = crc32(key.encode())
    if number % 4 == 0:
        return None
    north, east = (Decimal(number // step % 61 - 30) / 10_000 for step in (4, 244))
    return Position(neighborhood.latitude + north, neighborhood.longitude + east, 8 + number % 30)


def at_the_door(walk: Walk, reference: str, by: By, at: datetime) -> bool:
    """She says that she is there, and leaves after the wait; False where the home's position is unknown: then she is let in."""
    booking = actions.read(reference)
    where = booking.home
    if where is None:
        return False
    waiting = actions.arrive(reference=reference, by=by, at=at, position=where)
    assert waiting.waits_until is not None
    walk.later(
        waiting.waits_until + timedelta(minutes=2),
        lambda then: actions.customer_no_show(reference=reference, by=by, at=then, position=where),
    )
    return True
