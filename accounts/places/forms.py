"""Choosing a place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.places.queries import open_neighborhoods


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
