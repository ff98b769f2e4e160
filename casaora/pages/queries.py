"""What the public pages show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.places.models import City
from bookings.catalog.models import Category
from bookings.catalog.quotes import PriceLine
from bookings.directory.cards import cards
from bookings.directory.queries import categories_from, free_this_week
from casaora.kit.money import Money

PICTURES = {"elder_care": "eldercare", "pet_care": "petcare"}


def home(at: datetime) -> dict[str, Any]:
    """The first open city's categories with their lowest all-in price, and three people who are free this week."""
    city = City.objects.select_related("market").filter(is_open=True).order_by("pk").first()
    prices = categories_from(city, at) if city else {}
    categories = [(value, label, PICTURES.get(value, value), prices.get(value)) for value, label in Category.choices]
    free = cards(free_this_week(city, at, limit=3), city, None, "") if city else []
    return {"city": city, "categories": categories, "free": free, "receipt": receipt(), "today": city.local(at).date() if city else at.date()}


def receipt() -> dict[str, Any]:
    """The example that explains the price: four hours of cleaning with supplies."""
    rate, supplies = Money(3_400_000, "COP"), Money(2_500_000, "COP")
    work = rate.times(4)
    subtotal = work + supplies
    fee = subtotal.basis_points(1500)
    lines = [
        PriceLine("work", "Regular cleaning", "Aseo regular", work, rate, 240),
        PriceLine("extra", "Cleaning supplies", "Productos de aseo", supplies),
    ]
    return {"lines": lines, "subtotal": subtotal, "fee": fee, "total": subtotal + fee}
