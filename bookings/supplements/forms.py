"""What people choose: how much, how long. Never a price: percentages and half hours, reckoned here from stored amounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bookings.catalog.forms import Price
from casaora.kit.money import Money

OTHER = "other"


class OwnAmount(Price):
    """An amount as people type it, or nothing."""

    def clean(self, value: Any) -> Money | None:
        """As a price, where something was typed."""
        return super().clean(value) if str(value or "").strip() else None


class Tip(forms.Form):
    """One of the offered amounts, or one's own."""

    choice = forms.ChoiceField(label=_("How much?"), error_messages={"required": _("Choose an amount"), "invalid_choice": _("Choose an amount")})
    own = OwnAmount(label=_("Your own amount"), required=False)

    def __init__(self, data: QueryDict | None, *, offered: Sequence[tuple[int, Money]], currency: str) -> None:
        super().__init__(data)
        self.offered = {str(percent): amount for percent, amount in offered}
        self.fields["choice"].choices = [(name, name) for name in (*self.offered, OTHER)]
        self.fields["own"].currency = currency

    def clean(self) -> dict[str, Any]:
        """Whoever chooses an own amount writes it."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("choice") == OTHER and cleaned.get("own") is None and "own" not in self.errors:
            self.add_error("own", _("Write the amount"))
        return cleaned

    def amount(self) -> Money:
        """What is to be given."""
        chosen = self.cleaned_data["choice"]
        return self.cleaned_data["own"] if chosen == OTHER else self.offered[chosen]


class ExtraTime(forms.Form):
    """How much longer."""

    minutes = forms.TypedChoiceField(label=_("How much longer?"), coerce=int, error_messages={"required": _("Choose how long"), "invalid_choice": _("Choose how long")})

    def __init__(self, data: QueryDict | None, *, lengths: Sequence[int]) -> None:
        super().__init__(data)
        self.fields["minutes"].choices = [(minutes, minutes) for minutes in lengths]
