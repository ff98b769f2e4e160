"""How every form of this app is dressed: the design's classes on its controls."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.forms.widgets import Input
from django.utils.translation import gettext as _

#: The first that fits. Checkboxes and radios have their own looks, from the components.
CLASSES = (
    (forms.CheckboxInput, ""),
    (forms.RadioSelect, ""),
    (forms.Textarea, "input textarea"),
    (forms.Select, "select"),
    (Input, "input"),
)


#: What would make a greeting in a mail to somebody else's address an advertisement, or turn its letters around.
_NO_NAME = re.compile(r"[/@<>:\x00-\x1f\u202a-\u202e\u2066-\u2069]|www\.|\.\w{2}", re.IGNORECASE)


def only_a_name(value: str) -> None:
    """Refuse addresses, links and signs that no name has: whoever signs up may name an address that is not theirs."""
    if _NO_NAME.search(value):
        raise forms.ValidationError(_("Write a name, without addresses or links."))


class Dressed:
    """Puts the classes on after the form was made. Mixed in before the form's own class."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            name = next((name for kind, name in CLASSES if isinstance(field.widget, kind)), "")
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                # An error says what to do, not what was found.
                field.error_messages["required"] = _("Choose one") if isinstance(field, forms.ChoiceField) else _("Fill this in")
            if name:
                field.widget.attrs["class"] = name
