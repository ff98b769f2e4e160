"""What people operate: fields with their words, choice cards, switches, steppers, days and times, the search bar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from casaora.design.tags.library import register

#: Widgets that are groups of controls: a fieldset with a legend, not a label.
GROUPS = ("radioselect", "checkboxselectmultiple")


@register.inclusion_tag("components/field.html")
def field(bound: Any, kind: str = "") -> dict[str, Any]:
    """``{% field form.email %}``: label, control, hint and error, tied together for those who listen.

    The look follows the widget; ``kind`` overrides it: ``switch`` for a checkbox, ``slots`` for short
    radios, ``rows`` for radios as rows instead of cards.
    """
    kind = kind or bound.widget_type
    return {
        "field": bound, "kind": kind, "is_group": bound.widget_type in GROUPS, "is_optional": not bound.field.required,
        "error_id": f"{bound.auto_id}_error", "hint_id": f"{bound.auto_id}_helptext",
    }  # fmt: skip


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """``{% error_summary form %}``: what is wrong, first in the form and focused, each line a link to its field."""
    rows = [
        {"id": f"{bound.auto_id}_0" if bound.widget_type in GROUPS else bound.id_for_label, "label": bound.label, "errors": bound.errors}
        for bound in form.visible_fields()
        if bound.errors
    ]
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return {"form": form, "rows": rows, "others": [*form.non_field_errors(), *hidden]}


@register.inclusion_tag("components/choice.html")
def choice(
    name: str, value: Any, title: str, *, text: str = "", price: Any = "", is_checked: bool = False, is_disabled: bool = False
) -> dict[str, Any]:
    """``{% choice "service" slug title text=words price=amount is_checked=True %}``: a radio as a card, in ``div.choices``."""
    return {
        "name": name, "value": value, "title": title, "text": text, "price": price, "is_checked": is_checked, "is_disabled": is_disabled,
    }  # fmt: skip


@register.inclusion_tag("components/switch.html")
def switch(name: str, label: str, is_on: bool = False, value: str = "on") -> dict[str, Any]:
    """``{% switch "is_listed" label True %}``: a checkbox that reads as on or off."""
    return {"name": name, "label": label, "is_on": is_on, "value": value}


@register.inclusion_tag("components/stepper.html")
def stepper(name: str, value: int, least: int, most: int, label: str, step: int = 1) -> dict[str, Any]:
    """``{% stepper "hours" 4 2 8 label %}``: a small count. The two buttons appear where scripts run."""
    return {"name": name, "value": value, "least": least, "most": most, "label": label, "step": step}


@register.inclusion_tag("components/days.html")
def days(days: Iterable[Any]) -> dict[str, Any]:
    """``{% days week.days %}``: days as links. A day has url, weekday, number, month, free (how many) and is_chosen."""
    return {"days": days}


@register.inclusion_tag("components/slots.html")
def slots(name: str, slots: Iterable[Any], extra: str = "") -> dict[str, Any]:
    """``{% slots "time" week.starts "slots--s" %}``: times as radios, taken ones struck through.

    A slot has value, label, is_free and is_chosen.
    """
    return {"name": name, "slots": slots, "extra": extra}


@register.inclusion_tag("components/searchbar.html")
def searchbar(action: str, categories: Iterable[tuple[str, str]], cities: Iterable[Any], today: str, day: str = "") -> dict[str, Any]:
    """``{% searchbar action categories cities today %}``: one question in three parts. Days are ISO dates."""
    return {"action": action, "categories": categories, "cities": cities, "today": today, "day": day}
