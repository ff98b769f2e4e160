"""A booking's page shows what stands beside the visit; the package that makes the page lies below the one that knows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template import Library

from bookings.lifecycle.models import Booking
from bookings.supplements import queries
from casaora.kit.steps import By

register = Library()


@register.inclusion_tag("supplements/beside.html")
def supplements_of(booking: Booking, by: By, at: datetime, customer_name: str = "") -> dict[str, Any]:
    """``{% supplements_of booking by at customer_name %}``: tips and extra time, and the way to them."""
    found = queries.beside(booking, by, at)
    return {"booking": booking, "role": by.role, "zone": booking.city.time_zone, "beside": found, "customer_name": customer_name}
