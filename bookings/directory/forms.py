"""What a visitor may ask for, checked in their language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.places.models import City, Neighborhood
from bookings.availability.models import LONGEST_HORIZON, SHORTEST_LEAD
from bookings.availability.slots import at_local
from bookings.catalog.controls import Input, Select
from bookings.catalog.models import MAXIMUM_MINUTES, Category, Service
from bookings.directory.ranking import FIT, SORTS
from bookings.directory.results import Wish
from casaora.design import dates
from casaora.kit.money import EXPONENT, STEP, Money, show

HALF_HOURS = [dt.time(n // 2, 30 * (n % 2)) for n in range(48)]
SHORTEST = 60
LENGTHS = range(SHORTEST, MAXIMUM_MINUTES + 1, 30)
#: Upper prices an hour that are offered for choice, in whole units of the city's money.
PRICES = {
    "COP": (25_000, 30_000, 35_000, 40_000, 45_000, 50_000, 60_000, 80_000),
    "PYG": (30_000, 40_000, 50_000, 60_000, 80_000, 100_000),
    "UYU": (300, 400, 500, 600, 800, 1_000),
    "ARS": (6_000, 8_000, 10_000, 12_000, 16_000, 20_000),
}
#: The form that the narrowing fields belong to, wherever on the page they stand.
FORM_ID = "edit-search"
NARROWING = ("neighborhood", "time", "hours", "max_price", "language", "certificate")
LANGUAGES = [("es", gettext_lazy("Spanish")), ("en", gettext_lazy("English"))]


def hours_of(minutes: int) -> str:
    """Minutes as the value of an ``hours`` choice: ``2`` or ``2.5``."""
    return f"{minutes // 60}.5" if minutes % 60 else str(minutes // 60)


def hours_label(minutes: int) -> str:
    """A length for people: ``3 h`` or ``3 h 30 min``."""
    whole, rest = divmod(minutes, 60)
    return f"{whole}\u00a0h {rest}\u00a0min" if rest else f"{whole}\u00a0h"


class Search(forms.Form):
    """A plain GET form; nothing but the city is needed. After cleaning: ``starts_at``, ``minutes``, ``price`` and ``chosen``."""

    service = forms.ChoiceField(required=False, widget=Select, label=gettext_lazy("Service"))
    city = forms.ChoiceField(widget=Select, label=gettext_lazy("City"))
    neighborhood = forms.ChoiceField(required=False, widget=Select, label=gettext_lazy("Neighborhood"))
    date = forms.DateField(required=False, label=gettext_lazy("Date"), widget=Input({"type": "date"}), input_formats=["%Y-%m-%d"])
    time = forms.TimeField(required=False, label=gettext_lazy("Start time"), input_formats=["%H:%M"])
    hours = forms.DecimalField(required=False, label=gettext_lazy("Length"), max_digits=4, decimal_places=1)
    max_price = forms.IntegerField(required=False, label=gettext_lazy("Up to, per hour"), min_value=1, max_value=10**9)
    language = forms.ChoiceField(
        required=False, widget=Select, label=gettext_lazy("Language"), choices=[("", gettext_lazy("Any")), *LANGUAGES]
    )
    certificate = forms.ChoiceField(
        required=False, widget=Select, label=gettext_lazy("Training"),
        choices=[("", gettext_lazy("Any")), ("yes", gettext_lazy("With a certificate that we saw"))],
    )  # fmt: skip
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in SORTS])

    def __init__(self, data: Any, *, places: Sequence[Neighborhood], services: Sequence[Service], at: datetime) -> None:
        self.places, self.services, self.at = places, services, at
        self.cities: dict[str, City] = {place.city.slug: place.city for place in places}
        data = data.copy()
        if not data.get("city") and self.cities:
            data["city"] = next(iter(self.cities))
        super().__init__(data, use_required_attribute=False)
        self.starts_at: datetime | None = None
        self.fields["city"].choices = [(slug, city.name) for slug, city in self.cities.items()]
        self.fields["service"].choices = [("", _("Any service")), *self._services()]
        here = [place for place in places if place.city.slug == data.get("city")]
        self.fields["neighborhood"].choices = [("", _("Anywhere")), *((place.slug, place.name) for place in here)]
        self.fields["city"].error_messages["invalid_choice"] = _("We are not in that city yet. Choose one of these.")
        self.fields["neighborhood"].error_messages["invalid_choice"] = _("That neighborhood is in another city. Choose one of these.")
        self.fields["service"].error_messages["invalid_choice"] = _("Choose one of these services")
        self.fields["sort"].error_messages["invalid_choice"] = _("Choose one of the orders above the results")
        self.fields["date"].error_messages["invalid"] = _("Write the date as year-month-day, such as 2026-11-26")
        self._choices()
        for name in NARROWING:
            self.fields[name].widget.attrs |= {"form": FORM_ID, "class": "select"}

    def narrowing(self) -> list[forms.BoundField]:
        """The fields of the column of filters."""
        return [self[name] for name in NARROWING]

    def summary(self) -> str:
        """The service that is asked for, for the pill on phones."""
        wanted = self.data.get("service", "")
        category = next((str(c.label) for c in Category if c.value == wanted), _("Any service"))
        return next((s.name for s in self.services if s.slug == wanted), category)

    def summary_place(self) -> str:
        """City and day, for the pill on phones."""
        city = self.cities.get(self.data.get("city", ""))
        words = [city.name] if city else []
        if self.is_valid() and self.cleaned_data["date"]:
            words.append(dates.short_day(dt.datetime.combine(self.cleaned_data["date"], dt.time())))
        return " · ".join(words)

    def _services(self) -> list[tuple[str, list[tuple[str, str]]]]:
        groups = []
        for category in Category:
            inside = [(service.slug, service.name) for service in self.services if service.category == category]
            if inside:
                everything = (category.value, _("All of %(category)s") % {"category": category.label.lower()})
                groups.append((str(category.label), [everything, *inside]))
        return groups

    def _choices(self) -> None:
        self.fields["time"].widget = Select(choices=[("", _("Any time")), *((f"{t:%H:%M}", dates.hour(t)) for t in HALF_HOURS[10:44])])
        self.fields["hours"].widget = Select(choices=[("", _("Any length")), *((hours_of(m), hours_label(m)) for m in LENGTHS)])
        city = self.cities.get(self.data.get("city", "")) or next(iter(self.cities.values()), None)
        currency = city.market.currency if city else "COP"
        prices = [(str(p), show(Money(p * 10 ** EXPONENT[currency], currency))) for p in PRICES[currency]]
        self.fields["max_price"].widget = Select(choices=[("", _("Any price")), *prices])

    def clean_hours(self) -> int | None:
        """The length in minutes."""
        hours: Decimal | None = self.cleaned_data["hours"]
        if hours is None:
            return None
        minutes = int(hours * 60)
        if minutes not in LENGTHS:
            raise forms.ValidationError(_("A visit lasts between 1 and 12 hours, in half hours."))
        return minutes

    def clean_date(self) -> dt.date | None:
        """A day from today to the horizon, in the city's calendar."""
        day: dt.date | None = self.cleaned_data["date"]
        city = self.cities.get(self.data.get("city", ""))
        if day is None or city is None:
            return day
        today = city.local(self.at).date()
        if day < today:
            raise forms.ValidationError(_("That day has passed. Choose today or later."))
        if day > today + timedelta(days=LONGEST_HORIZON):
            raise forms.ValidationError(_("That is too far ahead: visits are booked up to %(days)s days before.") % {"days": LONGEST_HORIZON})
        return day

    def clean(self) -> dict[str, Any]:
        """A time needs a day, exists on that day's clocks, and leaves her time to answer."""
        cleaned = super().clean() or self.cleaned_data
        clock, day = cleaned.get("time"), cleaned.get("date")
        city = self.cities.get(cleaned.get("city", ""))
        if clock is None or city is None:
            return cleaned
        if day is None:
            if "date" not in self.errors:
                self.add_error("date", _("Choose the day as well"))
            return cleaned
        self.starts_at = at_local(city.zone, day, clock)
        if self.starts_at is None or clock.minute % 30:
            self.add_error("time", _("Visits begin on the hour or the half hour"))
        elif self.starts_at <= self.at:
            self.add_error("time", _("That time has passed. Choose a later one."))
        elif self.starts_at < self.at + timedelta(minutes=SHORTEST_LEAD):
            soonest = city.local(self.at + timedelta(minutes=SHORTEST_LEAD))
            self.add_error("time", _("That is too soon for anybody to answer. Choose %(time)s or later.") % {"time": dates.hour(soonest)})
        return cleaned

    def chosen(self) -> list[Service]:
        """The services that were asked for: one, a category's, or all."""
        wanted = self.cleaned_data.get("service") or ""
        return [s for s in self.services if wanted in ("", s.slug, s.category)]

    def price(self) -> Money | None:
        """The highest all-in price of an hour, in the city's currency."""
        whole = self.cleaned_data.get("max_price")
        currency = self.cities[self.cleaned_data["city"]].market.currency
        if not whole:
            return None
        minor = whole * 10 ** EXPONENT[currency]
        return Money(minor - minor % STEP[currency], currency)

    def wish(self) -> Wish:
        """What was asked for, once it is valid."""
        given, city = self.cleaned_data, self.cities[self.cleaned_data["city"]]
        here = next((p for p in self.places if p.city_id == city.pk and p.slug == given["neighborhood"]), None)
        return Wish(
            city, self.chosen(), here, given["date"], self.starts_at, given["hours"], self.price(), given["language"],
            given["certificate"] == "yes", given["sort"] or FIT,
        )  # fmt: skip
