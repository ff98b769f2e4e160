"""How a page of the staff site shows a field: under its word, with states in words, amounts as money, rows as links."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.admin import FieldListFilter, display
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.places.models import City
from accounts.users.words import FIELDS
from casaora.design import dates
from casaora.kit.money import Money

#: Whose text is a name in the database; any other text was written by people, and is shown as it is.
NAMED = frozenset({
    "state", "from_state", "to_state", "vetting_state", "step", "operation", "outcome", "kind", "by_role", "opened_by_role",
    "reason", "recipe", "severity", "declined_reason", "status", "account", "purpose", "gender", "disabled_reason", "languages",
})  # fmt: skip
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def stamp(when: datetime) -> str:
    """``26 Nov 2026, 8:00``: narrower than Django's own, so that a list needs no scrolling."""
    return f"{dates.short_day(when).partition(' ')[2]} {when.year}, {dates.hour(when)}"


def there(city: City, when: datetime | None) -> str:
    """A moment by a city's own clock, which is named: the staff site's other times are by the clock of the open market."""
    return f"{stamp(city.local(when))} ({city.name})" if when else "–"


def local_moment(name: str, label: Any) -> Callable[[Any, Any], str]:
    """A column: a moment of the row by the clock of its booking's city."""

    @display(description=label, ordering=name)
    def shown(page: Any, row: Any) -> str:
        return there(row.booking.city, getattr(row, name))

    return shown


def word_for(name: str) -> Any:
    """What a field is called; one that the vocabulary lacks keeps its name."""
    return FIELDS.get(name, name.replace("_", " "))


def _field(model: type[models.Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


class Column:
    """A field, or a property, of a table; Django calls it for each row."""

    def __init__(self, page: Any, name: str) -> None:
        field = _field(page.model, name)
        # Not the field's own name: under that one Django would add the note that is meant for whoever reads the model.
        self.__name__ = f"said_{name}"
        self.name, self.page, self.field = name, page, field
        self.short_description = word_for(name)
        self.admin_order_field = name if field else f"{name}_minor" if _field(page.model, f"{name}_minor") else None

    def __call__(self, row: Any) -> Any:
        """The cell."""
        value = getattr(row, self.name)
        if value in _EMPTY:
            return self.page.get_empty_value_display()
        if isinstance(value, models.Model):
            return self._link(value)
        if self.name.endswith("_minor") and hasattr(row, "currency"):
            return str(Money(value, row.currency))
        return self._said(value)

    def _said(self, value: Any) -> Any:
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, datetime):
            return stamp(timezone.localtime(value))
        if isinstance(value, Mapping):
            return ", ".join(f"{name.replace('_', ' ')} {_plain(part)}" for name, part in value.items())
        if isinstance(value, list | tuple):
            return ", ".join(str(self._said(part)) for part in value)
        if self.name in NAMED and value in self.page.values:
            return str(self.page.values[value])
        return str(dict(self.field.flatchoices).get(value, value) if self.field is not None else value)

    def _link(self, row: models.Model) -> Any:
        name = getattr(row, "name", None) or str(row)
        if type(row) not in self.page.admin_site._registry:
            return name
        return format_html('<a href="{}">{}</a>', reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]), name)


def _plain(part: Any) -> str:
    return part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)


def columns(page: Any, names: Iterable[Any]) -> list[Any]:
    """The names as columns; what the page shows by a method of its own stays, because that says already what it is."""
    known = page.__dict__.setdefault("known_columns", {})
    return [
        name if not isinstance(name, str) or hasattr(type(page), name) else known.setdefault(name, Column(page, name)) for name in names
    ]


def worded(page: Any, offered: Any) -> tuple[str, Callable[..., Any]]:
    """A filter whose title and choices are words."""
    path, make = offered if isinstance(offered, tuple) else (offered, FieldListFilter.create)

    def made(field: Any, request: Any, params: Any, model: Any, model_admin: Any, field_path: str) -> Any:
        found = make(field, request, params, model, model_admin, field_path=field_path)
        found.title = word_for(field.name)
        listed = found.choices

        def choices(changelist: Any) -> Iterable[dict[str, Any]]:
            for choice in listed(changelist):
                said = page.values.get(choice["display"], choice["display"]) if field.name in NAMED else choice["display"]
                yield {**choice, "display": said or page.get_empty_value_display()}  # a link without words leads nobody

        found.choices = choices
        return found

    return path, made
