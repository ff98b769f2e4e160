"""How long a visit is, in words."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def hours_and_minutes(minutes: int) -> str:
    """``4 h``, ``2 h 30``: the same in both languages."""
    whole, rest = divmod(int(minutes), 60)
    return f"{whole} h {rest}" if rest else f"{whole} h"
