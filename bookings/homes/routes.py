"""A day's visits as a way through the city: in order of time, how far it is from one to the next, how long there is for it. Pure.

Distances are straight lines between the coordinates that we have, and are said as such: no map of anybody else is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.utils.translation import gettext as _

from accounts.places.positions import COARSE_M, Position
from bookings.lifecycle import process
from bookings.lifecycle.models import Booking
from casaora.design import dates
from casaora.kit.steps import By

#: Nearer than this the centers of two neighborhoods say nothing more.
_BLOCKS = 1000


@dataclass(slots=True)
class Stop:
    """One visit of the day. ``way`` is what lies between the visit before and this one; ``map`` an address that a phone's map understands."""

    booking: Booking
    name: str
    way: str
    address: str
    notes: str
    map: str
    steps: list[str]


def stops(bookings: Sequence[Booking], names: Mapping[int, str], by: By, at: datetime) -> list[Stop]:
    """The visits in order of time. Addresses only of those that she is allowed to know."""
    ordered = sorted(bookings, key=lambda b: (b.starts_at, b.pk))
    made = []
    for before, booking in zip([None, *ordered], ordered, strict=False):
        knows = booking.address_is_known_to_professional()
        made.append(
            Stop(
                booking=booking,
                name=names.get(booking.customer_id, ""),
                way=_way(before, booking) if before else "",
                address=f"{booking.address_line}, {booking.neighborhood.name}" if knows else booking.neighborhood.name,
                notes=booking.address_notes if knows else "",
                map=_map(booking) if knows and booking.state != process.COMPLETED and at < booking.ends_at else "",
                steps=[step.name for step in booking.steps_open_to(by, at)],
            )
        )
    return made


def distance(metres: int) -> str:
    """``less than 1 km``, ``about 3 km``: whole kilometres, because homes are not where their neighborhood's center is."""
    if metres < _BLOCKS:
        return _("less than 1 km")
    return _("about %(km)s km") % {"km": (metres + 500) // 1000}


def _way(before: Booking, booking: Booking) -> str:
    """From one home to the next: how far, and how long there is."""
    minutes = int((booking.starts_at - before.ends_at).total_seconds()) // 60
    values = {"distance": distance(_place(before).metres_to(_place(booking))), "time": dates.length(max(0, minutes))}
    return _("%(distance)s in a straight line, %(time)s for the way") % values


def _place(booking: Booking) -> Position:
    """The home where we know it, else the middle of its neighborhood."""
    area = booking.neighborhood
    return booking.home or Position(area.latitude, area.longitude, COARSE_M)


def _map(booking: Booking) -> str:
    """A ``geo:`` address (RFC 5870): the phone's own map opens it, and nobody else is told."""
    home = booking.home
    if home:
        return f"geo:{home.latitude},{home.longitude}?q={home.latitude},{home.longitude}"
    words = f"{booking.address_line}, {booking.neighborhood.name}, {booking.city.name}"
    return f"geo:0,0?q={quote(words)}"
