"""What people write to us, and what they thought of an article. Each form has a field that only machines fill in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.users.forms import Dressed
from casaora.help.models import Question
from casaora.kit.references import PATTERN

#: Fewer characters tell nobody anything.
SHORTEST = 10


class Trap(Dressed, forms.Form):
    """A field that people neither see nor reach: whoever fills it in is a machine, and is thanked like everybody."""

    website = forms.CharField(label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def shown(self) -> list[forms.BoundField]:
        """What people fill in."""
        return [bound for bound in self.visible_fields() if bound.name != "website"]

    @property
    def is_trapped(self) -> bool:
        """Whether a machine has filled it in."""
        return bool(self.cleaned_data.get("website"))


class Contact(Trap):
    """A question to us."""

    topic = forms.ChoiceField(label=_("What is it about?"), choices=[("", _("Choose")), *Question.Topic.choices])
    text = forms.CharField(
        label=_("Your message"), max_length=3000, validators=[MinLengthValidator(SHORTEST, _("Write a sentence or two, so that we understand it."))],
        widget=forms.Textarea(attrs={"rows": 7}), help_text=_("Never write a card number, a password or a code. We do not need them."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, help_text=_("The answer goes there, and nowhere else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}), error_messages={"invalid": _("Write an address such as name@example.com")},
    )  # fmt: skip
    booking = forms.CharField(
        label=_("Number of the booking"), required=False, max_length=24, help_text=_("If it is about one. It looks like CB-7Q2MXA."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    field_order = ("topic", "text", "email", "booking", "website")

    def clean_booking(self) -> str:
        """As we write it, however it was typed."""
        given = re.sub(r"\s+", "", self.cleaned_data["booking"]).upper()
        if given and not re.fullmatch(PATTERN, given):
            raise forms.ValidationError(_("A booking’s number looks like CB-7Q2MXA. Leave it empty if you do not have it."))
        return given


class Verdict(Trap):
    """Whether an article helped."""

    helped = forms.ChoiceField(label=_("Did this help?"), choices=[("yes", _("Yes")), ("no", _("Not really"))], widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What was missing, or what was good?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("We read it, but cannot answer here. Please write nothing personal."),
    )  # fmt: skip
    field_order = ("helped", "words", "website")


class Reply(forms.Form):
    """What staff answer: sent as it is."""

    text = forms.CharField(label=_("reply"), max_length=5000, widget=forms.Textarea(attrs={"rows": 12, "cols": 80}), help_text=_("It is sent by e-mail, as it is, in the language in which the question was asked."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["class"] = "vLargeTextField"
