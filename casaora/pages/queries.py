"""What the public pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.places.models import City
from bookings.catalog.models import Category
from bookings.catalog.quotes import PriceLine
from bookings.directory.cards import cards
from bookings.directory.queries import categories_from, free_this_week
from casaora.kit.money import Money

#: The example of the explaining pages: Colombia's first policy, a rate that people ask for.
RATE, SUPPLIES, FEE_POINTS = Money(3_400_000, "COP"), Money(2_500_000, "COP"), 1500
VISIT_HOURS = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A category on the front page: the lowest all-in price of an hour, and its picture."""

    value: str
    label: str
    picture: str
    price: Money


@dataclass(frozen=True, slots=True)
class Promise:
    """A line of the explained trail; of the shape that the trail takes."""

    icon: str
    title: str
    tone: str
    text: str
    at: datetime | None = None
    amount: Money | None = None


def home(at: datetime) -> dict[str, Any]:
    """The open cities; of the first one the categories that somebody offers, with "from" prices, and three who are free."""
    cities = open_cities()
    context: dict[str, Any] = {"cities": cities, "choices": Category.choices, "receipt": receipt(), "today": f"{at:%Y-%m-%d}"}
    if not cities:
        return context
    city = cities[0]
    prices = categories_from(city, at)
    return context | {
        "city": city,
        "today": f"{city.local(at):%Y-%m-%d}",
        "day": _soon(city.local(at).date()).isoformat(),
        "categories": _shown(prices),
        "free": cards(free_this_week(city, at, limit=3), city, None, ""),
    }


def open_cities() -> list[City]:
    """Where people can be booked, in the order in which the cities opened. One statement."""
    return list(City.objects.select_related("market").filter(is_open=True, market__is_open=True).order_by("pk"))


def prices(at: datetime) -> dict[str, Any]:
    """Of the first open city, the lowest all-in price of an hour in each category that somebody offers."""
    city = next(iter(open_cities()), None)
    return {"city": city, "categories": _shown(categories_from(city, at))} if city else {}


def _shown(prices: dict[str, Money]) -> list[Shown]:
    labels = dict(Category.choices)
    return [Shown(value, str(labels[value]), _picture(value), price) for value, price in prices.items()]


def _soon(today: date) -> date:
    """The day that the search begins with: in two days, or after a Sunday."""
    day = today + timedelta(days=2)
    return day if day.weekday() < 6 else day + timedelta(days=1)


def _picture(category: str) -> str:
    return f"illustrations/cat-{category.replace('_', '')}.svg"


def receipt() -> dict[str, Any]:
    """The example that explains the price: four hours of cleaning with supplies."""
    work = RATE.times(VISIT_HOURS)
    subtotal = work + SUPPLIES
    fee = subtotal.basis_points(FEE_POINTS)
    lines = [
        PriceLine("work", "Regular cleaning", "Aseo regular", work, RATE, VISIT_HOURS * 60),
        PriceLine("extra", "Cleaning supplies", "Implementos de aseo", SUPPLIES),
    ]
    return {"lines": lines, "subtotal": subtotal, "fee": fee, "total": subtotal + fee, "nothing": Money.zero(RATE.currency)}


def steps() -> list[Promise]:
    """The way of the money, told as a trail."""
    paid = receipt()
    return [
        Promise("lock", _("You book: a hold"), "now", _("Your bank sets the amount aside. Nothing is charged."), amount=paid["total"]),
        Promise("check", _("She says yes: a payment"), "next", _("The hold becomes a payment that Casaora keeps. No, or no reply: the hold is released.")),
        Promise("sparkles", _("The visit is done"), "next", _("Then there are 48 hours to report a problem.")),
        Promise("shield-check", _("It is hers"), "next", _("Her rate and the extras, without a commission."), amount=paid["subtotal"]),
        Promise("landmark", _("Sent to her account"), "next", _("On the next Tuesday or Friday.")),
    ]
