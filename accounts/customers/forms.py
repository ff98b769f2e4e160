"""What a person may change about themselves."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.customers.models import Address
from accounts.places.forms import Located, NeighborhoodField
from accounts.users.forms import Dressed, only_a_name
from accounts.users.models import User

#: A mobile number of Colombia written without its country: ten digits that begin with 3.
_LOCAL = re.compile(r"3\d{9}")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")


class PhoneField(forms.CharField):
    """A telephone number with its country code, however it was spaced."""

    def clean(self, value: Any) -> str:
        """``+573001234567``, or empty."""
        digits = re.sub(r"[\s().\-]", "", super().clean(value))
        if _LOCAL.fullmatch(digits):
            digits = f"+57{digits}"
        if digits and not _INTERNATIONAL.fullmatch(digits):
            raise forms.ValidationError(_("Write the number with its country code, like +57 300 123 4567"))
        return digits


class PersonForm(Dressed, forms.ModelForm):
    """Name, language, telephone."""

    phone = PhoneField(
        label=_("Mobile"), required=False, max_length=30, help_text=_("For our team only, if something comes up on the day of a visit."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip

    class Meta:
        model = User
        fields = ("first_name", "last_name", "language")
        labels = {"first_name": _("Your first name"), "last_name": _("Your last name"), "language": _("Language of our messages")}
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def __init__(self, *args: Any, has_phone: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = True
            self.fields[name].validators.append(only_a_name)
        self.fields["language"].choices = [(code, dict(en="English", es="Español")[code]) for code, _name in settings.LANGUAGES]  # type: ignore[attr-defined]
        if not has_phone:
            del self.fields["phone"]


class AddressForm(Dressed, Located, forms.ModelForm):
    """A home; where it is on the map only if the household, being there, says so."""

    neighborhood = NeighborhoodField()

    class Meta:
        model = Address
        fields = ("label", "neighborhood", "line", "notes")
        labels = {"label": _("What you call it"), "line": _("Street address"), "notes": _("How to come in")}
        help_texts = {"label": _("Home, office, my mother's"), "line": _("With its number, building and apartment"), "notes": ""}
        error_messages = {"line": {"required": _("Write the street address, with its number")}}
        widgets = {
            "line": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }

    def said(self) -> dict[str, Any]:
        """What the verbs are told."""
        plain = {name: self.cleaned_data[name] for name in ("label", "neighborhood", "line", "notes")}
        return {**plain, "position": self.position()}

    def forgets_position(self) -> bool:
        """Whether the household takes back that we know where it is."""
        return "forget_position" in self.data
