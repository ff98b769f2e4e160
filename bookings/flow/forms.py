"""What a customer chooses on the way to a request. Prices are never among it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.customers.models import Address
from bookings.catalog.models import MAXIMUM_MINUTES, STEP_MINUTES, Extra, Offering
from casaora.kit.pages import parsed

T = TypeVar("T")


def hours_label(minutes: int) -> str:
    """``2 hours``, ``2.5 hours``."""
    whole, half = divmod(minutes, 60)
    if half:
        return _("%(hours)s and a half hours") % {"hours": whole} if whole else str(_("half an hour"))
    return ngettext("%(hours)d hour", "%(hours)d hours", whole) % {"hours": whole}


class WhatAndWhen(forms.Form):
    """Step 1: the offering, its extras, how long, and the start (an ISO moment that the page itself offered)."""

    service = forms.ChoiceField(label=_("What do you need?"), widget=forms.RadioSelect)
    minutes = forms.TypedChoiceField(label=_("How long?"), coerce=int)
    extras = forms.TypedMultipleChoiceField(label=_("Extras"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    start = forms.CharField(label=_("When?"), error_messages={"required": _("Choose a time")})

    def __init__(self, *args: Any, offerings: list[Offering], offering: Offering, extras: list[Extra], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [(o.service.slug, o.service.name) for o in offerings]  # type: ignore[attr-defined]
        lengths = range(offering.minimum_minutes, MAXIMUM_MINUTES + 1, STEP_MINUTES)
        self.fields["minutes"].choices = [(m, hours_label(m)) for m in lengths]  # type: ignore[attr-defined]
        self.fields["extras"].choices = [(e.pk, e.name) for e in extras]  # type: ignore[attr-defined]

    def clean_start(self) -> datetime:
        """An aware moment."""
        moment = parsed(parse_datetime, self.cleaned_data["start"])
        if moment is None or moment.tzinfo is None or not 2000 < moment.year < 2200:  # further out it cannot be reckoned with
            raise forms.ValidationError(_("Choose a time"))
        return moment


class Place(forms.Form):
    """Step 2: one of the customer's addresses."""

    address = forms.ModelChoiceField(
        label=_("Where?"), queryset=Address.objects.none(), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": _("Choose an address, or write a new one")},
    )  # fmt: skip

    def __init__(self, *args: Any, customer_id: int, city_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Address.objects.filter(customer_id=customer_id, city_id=city_id, removed_at__isnull=True)
        self.fields["address"].queryset = rows.select_related("neighborhood").order_by("pk")  # type: ignore[attr-defined]


class Review(forms.Form):
    """Step 3: the token that makes the same form one booking, and a word to the professional."""

    form_token = forms.UUIDField(widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("A word about the work"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What matters in your home. Please leave phone numbers out."),
    )  # fmt: skip
