"""What people write when they take a step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.users.forms import Dressed
from casaora.kit.money import Money


class Cancellation(Dressed, forms.Form):
    """Why, and the refund that the page had shown: only a guard, the amount is reckoned here."""

    why = forms.CharField(
        label=_("A word about why"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write a line for the family: they had counted on you.")},
    )  # fmt: skip
    shown = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_reason_needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = is_reason_needed

    def shown_refund(self, currency: str) -> Money | None:
        """What the page had shown; None when the form does not say."""
        minor = self.cleaned_data.get("shown")
        return None if minor is None else Money(minor, currency)
