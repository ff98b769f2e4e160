"""Index of the app's tables."""

from bookings.availability.models import Away, Busy, Rules, ServedArea, TimeOff, WeeklyRange
from bookings.catalog.models import Category, Extra, Offering, PricingPolicy, Service

__all__ = [
    "Away",
    "Busy",
    "Category",
    "Extra",
    "Offering",
    "PricingPolicy",
    "Rules",
    "ServedArea",
    "Service",
    "TimeOff",
    "WeeklyRange",
]
