"""Reading a dictionary by a value of the loop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """``{{ names|at:booking.customer_id }}``; empty when it is not there."""
    return mapping.get(key, "")
