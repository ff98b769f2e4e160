"""Choosing a place, and saying where one is."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from math import ceil
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.places.positions import Position
from accounts.places.queries import open_neighborhoods

#: About a metre: more digits would only be noise.
_STEP = Decimal("0.00001")


class ByCity(forms.models.ModelChoiceIterator):
    """Neighborhoods under the name of their city: one choice instead of two, and no script."""

    def __iter__(self) -> Any:
        yield "", _("Choose your neighborhood")
        groups: dict[str, list[Any]] = {}
        for place in self.queryset:
            groups.setdefault(place.city.name, []).append(self.choice(place))
        yield from groups.items()


class NeighborhoodField(forms.ModelChoiceField):
    """A neighborhood of an open city."""

    iterator = ByCity

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(open_neighborhoods(), label=kwargs.pop("label", _("City and neighborhood")), **kwargs)


class Located(forms.Form):
    """Three hidden fields that a script fills in when somebody says where they are; without it they stay empty."""

    latitude = forms.CharField(required=False, widget=forms.HiddenInput)
    longitude = forms.CharField(required=False, widget=forms.HiddenInput)
    accuracy = forms.CharField(required=False, widget=forms.HiddenInput)

    def position(self) -> Position | None:
        """Where; None when the browser did not say, or said nonsense: the form is about something else."""
        where = [_number(self.data.get(name, ""), most) for name, most in (("latitude", 90), ("longitude", 180), ("accuracy", 1_000_000))]
        latitude, longitude, accuracy = where
        if latitude is None or longitude is None or accuracy is None or accuracy < 0:
            return None
        return Position(latitude.quantize(_STEP), longitude.quantize(_STEP), ceil(accuracy))


def _number(text: str, most: int) -> Decimal | None:
    try:
        number = Decimal(text[:40])
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) <= most else None
