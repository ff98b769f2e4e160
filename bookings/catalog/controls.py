"""Form controls written directly: a select with fifty options through Django's templates costs more than a whole page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString


class Select(forms.Select):
    """``<select>`` with groups, as Django's own would be."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The whole control."""
        chosen = "" if value is None else str(value)
        parts = []
        for option, label in self.choices:
            if isinstance(label, list | tuple):
                parts.append(format_html('<optgroup label="{}">{}</optgroup>', option, _options(label, chosen)))
            else:
                parts.append(_options([(option, label)], chosen))
        inside = SafeString("".join(parts))  # nosec B703: parts that were escaped
        return format_html("<select{}>{}</select>", flatatt({"name": name, **self.attrs, **(attrs or {})}), inside)


class Input(forms.TextInput):
    """``<input>`` of any type; dates in the form that browsers send."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The whole control."""
        given = {"type": self.input_type, "name": name, **self.attrs, **(attrs or {})}
        return format_html("<input{}>", flatatt(given if value in (None, "") else {**given, "value": str(value)}))


def _options(choices: Any, chosen: str) -> SafeString:
    return SafeString("".join(  # nosec B703: escaped within
        f'<option value="{escape(value)}"{" selected" if str(value) == chosen else ""}>{escape(label)}</option>' for value, label in choices
    ))  # fmt: skip
