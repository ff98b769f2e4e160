"""What a professional may say about her services. Prices are typed in whole pesos (guaraníes…), as people write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bookings.catalog.controls import Input, Select
from bookings.catalog.models import MAXIMUM_MINUTES, Offering, Service
from casaora.kit.money import EXPONENT, STEP, Money

#: Rates lie on hundreds of pesos, so that half hours and fees stay whole.
WHOLE = 100
MINIMA = [(minutes, f"{minutes // 60} h{' 30 min' if minutes % 60 else ''}") for minutes in range(60, MAXIMUM_MINUTES + 1, 30)]


class Price(forms.CharField):
    """An amount as people type it: ``34.000``, ``$ 34 000``, ``34000``; becomes Money. Never a fraction."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, widget=Input({"class": "input", "inputmode": "numeric", "autocomplete": "off"}), **options)
        self.currency = "COP"

    def clean(self, value: Any) -> Money:
        """The amount, positive and in hundreds."""
        text = super().clean(value)
        digits = re.sub(r"[\s.,$₲]", "", text)
        if not digits.isdecimal() or not 0 < int(digits) < 10**10:
            raise forms.ValidationError(_("Write the amount in figures, such as 34.000"))
        if re.search(r"[.,]\d{1,2}$", text.strip()):
            raise forms.ValidationError(_("Write whole amounts, without cents"))
        if int(digits) % WHOLE:
            raise forms.ValidationError(_("Round the amount to hundreds, such as 34.000 or 34.500"))
        return Money(int(digits) * 10 ** EXPONENT[self.currency], self.currency)

    def prepare_value(self, value: Any) -> Any:
        """Stored amounts as people write them; what was typed stays."""
        if isinstance(value, Money):
            return f"{value.minor // 10 ** EXPONENT[value.currency]:,}".replace(",", ".")
        return value


class Offer(forms.Form):
    """A service with its rate, its shortest visit and a line about it."""

    service = forms.TypedChoiceField(label=_("Service"), coerce=int, widget=Select({"class": "select"}))
    rate = Price(label=_("You receive, per hour"), help_text=_("Families pay this and our fee. You keep all of it."))
    minimum = forms.TypedChoiceField(
        label=_("Shortest visit"), coerce=int, choices=MINIMA, initial=120, widget=Select({"class": "select"})
    )
    description_es = forms.CharField(label=_("In one line, in Spanish"), required=False, max_length=200, widget=Input({"class": "input"}))
    description_en = forms.CharField(label=_("In one line, in English"), required=False, max_length=200, widget=Input({"class": "input"}))

    def __init__(self, data: QueryDict | None = None, *, services: Sequence[Service], currency: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["service"].choices = [(service.pk, service.name) for service in services]
        self.fields["rate"].currency = currency
        assert currency in STEP

    def wishes(self) -> dict[str, Any]:
        """For the verb."""
        given = self.cleaned_data
        return {
            "service_id": given["service"], "rate": given["rate"], "minimum_minutes": given["minimum"],
            "description_es": given["description_es"], "description_en": given["description_en"],
        }  # fmt: skip


def offer_form(offering: Offering, data: QueryDict | None = None) -> Offer:
    """The form of an offering that exists; its fields have ids of their own on the page."""
    now = {
        "service": offering.service_id, "rate": offering.rate, "minimum": offering.minimum_minutes,
        "description_es": offering.description_es, "description_en": offering.description_en,
    }  # fmt: skip
    return Offer(data, services=[offering.service], currency=offering.currency, initial=now, auto_id=f"offer{offering.pk}_%s")


class AddExtra(forms.Form):
    """An extra: a name in either language and a price."""

    name_es = forms.CharField(label=_("Name in Spanish"), max_length=80, required=False, widget=Input({"class": "input"}))
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False, widget=Input({"class": "input"}))
    price = Price(label=_("Price"))
    is_hourly = forms.BooleanField(label=_("For each hour"), required=False)

    def __init__(self, data: QueryDict | None, offering: Offering) -> None:
        super().__init__(data, auto_id=f"extra{offering.pk}_%s")
        self.fields["price"].currency = offering.currency

    def clean(self) -> dict[str, Any]:
        """One name at least."""
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("name_es") or cleaned.get("name_en")):
            self.add_error("name_es", _("Write a name"))
        return cleaned
