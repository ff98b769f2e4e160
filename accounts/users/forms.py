"""How every form of this app is dressed: the design's classes on its controls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.widgets import Input

#: The first that fits. Checkboxes and radios have their own looks, from the components.
CLASSES = (
    (forms.CheckboxInput, ""),
    (forms.RadioSelect, ""),
    (forms.Textarea, "input textarea"),
    (forms.Select, "select"),
    (Input, "input"),
)


class Dressed:
    """Puts the classes on after the form was made. Mixed in before the form's own class."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            name = next((name for kind, name in CLASSES if isinstance(field.widget, kind)), "")
            if name:
                field.widget.attrs["class"] = name
