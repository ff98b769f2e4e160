"""The two calculators: what a visit costs and who receives what of it, and what a week of work brings.

They ask the quote that a booking asks, with an offering that nobody has; so their answer is what a booking would cost, to the last peso.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.places.models import Market
from bookings.catalog.controls import Select
from bookings.catalog.forms import Price
from bookings.catalog.models import STEP_MINUTES, Category, Extra, Offering, PricingPolicy, Service
from bookings.catalog.queries import NoPolicy, policies_of
from bookings.catalog.quotes import AboveMaximum, BelowMinimum, Quote, QuoteRefused, all_in, quote
from casaora.kit.money import Money, show

LONGEST_HOURS, MOST_VISITS, WEEKS = 12, 14, 4
#: What the calculators begin with, by currency: examples that people may type over.
RATES = {"COP": "34.000", "PYG": "40.000", "UYU": "400", "ARS": "9.000"}


class MaybePrice(Price):
    """A price that may be left out."""

    def clean(self, value: Any) -> Any:
        """The amount, or None."""
        return super().clean(value) if str(value or "").strip() not in ("", "0") else None


class Count(forms.IntegerField):
    """A small number, between the buttons of a stepper."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(min_value=1, max_value=most, **options)


class Figures(forms.Form):
    """What both calculators ask. Its answer is there when it is valid; ``starts`` are the values that a page begins with."""

    starts: dict[str, Any] = {"category": Category.HOUSEKEEPING.value, "hours": 4}

    market = forms.ChoiceField(label=gettext_lazy("Country"), widget=Select({"class": "select"}))
    #: The country that the typed amounts are in: in another one they would mean something else.
    was = forms.CharField(required=False, max_length=2, widget=forms.HiddenInput)
    category = forms.ChoiceField(label=gettext_lazy("Kind of work"), choices=Category.choices, widget=Select({"class": "select"}))
    rate = Price(label=gettext_lazy("Her rate for an hour"))
    hours = Count(LONGEST_HOURS, label=gettext_lazy("Hours of a visit"))

    def __init__(self, asked: QueryDict | None, *, markets: list[Market], policies: dict[str | None, PricingPolicy], market: Market) -> None:
        given = {**self.starts, "rate": RATES[market.currency]} | _typed(asked, self.base_fields)
        if given.get("was", market.code) != market.code:
            given |= {"rate": RATES[market.currency], "extras": ""}
        super().__init__(given | {"market": market.code, "was": market.code}, auto_id="%s")
        self.policies = policies
        self.fields["market"].choices = [(m.code, m.name) for m in markets]  # type: ignore[attr-defined]
        for field in self.fields.values():
            if isinstance(field, Price):
                field.currency = market.currency
        self.quote: Quote | None = None
        self.policy: PricingPolicy | None = None

    def clean(self) -> dict[str, Any]:
        """Ask for the price; what has none is said in words."""
        given = super().clean() or {}
        if self.errors:
            return given
        self.policy = self.policies.get(given["category"]) or self.policies[None]
        try:
            self.quote = _quoted(given["category"], given["rate"], given["hours"] * 60, given.get("extras"), self.policy)
        except (BelowMinimum, AboveMaximum) as refused:
            words = _("A visit costs at least %(limit)s before our fee. Try more hours, or another rate.")
            if isinstance(refused, AboveMaximum):
                words = _("One visit costs at most %(limit)s before our fee. Try fewer hours, or another rate.")
            self.add_error("rate", words % {"limit": show(refused.limit) if refused.limit else ""})
        except QuoteRefused:
            self.add_error(None, _("This choice has no price"))
        return given


class Visit(Figures):
    """What a visit costs."""

    extras = MaybePrice(label=gettext_lazy("Extras, such as supplies"), required=False)

    @property
    def answer(self) -> dict[str, Any]:
        """For the receipt; nothing while something is wrong."""
        if not self.is_valid() or self.quote is None or self.policy is None:
            return {}
        paid = self.quote
        rate = self.cleaned_data["rate"]
        return {
            "quote": paid, "percent": _percent(self.policy.fee_basis_points), "ours": paid.total - paid.earning,
            "hour": all_in(rate, self.policy), "rate": rate, "clearing_hours": self.policy.clearing_hours,
        }  # fmt: skip


class Work(Figures):
    """What some weeks of work bring."""

    starts = {**Figures.starts, "visits": 4}
    rate = Price(label=gettext_lazy("Your rate for an hour"))
    visits = Count(MOST_VISITS, label=gettext_lazy("Visits a week"))

    @property
    def answer(self) -> dict[str, Any]:
        """For the receipt; nothing while something is wrong."""
        if not self.is_valid() or self.quote is None or self.policy is None:
            return {}
        rate, visits, hours = self.cleaned_data["rate"], self.cleaned_data["visits"], self.cleaned_data["hours"]
        count = visits * WEEKS
        return {
            "rate": rate, "hours": hours, "visits": count, "hours_in_all": count * hours, "weeks": WEEKS,
            "work": self.quote.subtotal.times(count), "commission": (self.quote.subtotal - self.quote.earning).times(count),
            "nothing": Money.zero(rate.currency), "received": self.quote.earning.times(count), "a_week": self.quote.earning.times(visits),
            "hour": all_in(rate, self.policy), "percent": _percent(self.policy.fee_basis_points),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where prices are asked for: the open markets, the one that is asked about, its policies."""

    markets: list[Market]
    market: Market
    policies: dict[str | None, PricingPolicy]

    def form(self, kind: type[Figures], asked: QueryDict | None = None) -> Figures:
        """A calculator with what was typed, else with what it begins with."""
        return kind(asked, markets=self.markets, policies=self.policies, market=self.market)


def place(code: str | None, at: datetime) -> Place:
    """The market with that code, else the first that opened. Two statements. Raises NoPolicy where nothing is sold yet."""
    markets = list(Market.objects.filter(is_open=True).order_by("code"))
    if not markets:
        raise NoPolicy("no market is open")
    market = next((m for m in markets if m.code == code), markets[0])
    policies = policies_of(market, at)
    if None not in policies:
        raise NoPolicy(market.code)
    return Place(markets, market, policies)


def _typed(asked: QueryDict | None, names: Any) -> dict[str, Any]:
    return {name: asked[name] for name in names if name in asked} if asked else {}


def _quoted(category: str, rate: Money, minutes: int, beside: Money | None, policy: PricingPolicy) -> Quote:
    work = str(dict(Category.choices)[category])
    offering = Offering(
        service=Service(name_en=work, name_es=work), hourly_rate_minor=rate.minor, currency=rate.currency, minimum_minutes=STEP_MINUTES
    )
    name = _("Extras")
    extras = [Extra(offering=offering, name_en=name, name_es=name, price_minor=beside.minor)] if beside else []
    return quote(offering=offering, extras=extras, minutes=minutes, policy=policy)


def _percent(basis_points: int) -> str:
    """``15``, ``12.5``: as the fee is said."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
