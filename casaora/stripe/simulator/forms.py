"""Stripe's form encoding (``a[b][0]=c``) to nested values."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

_PART = re.compile(r"\[([^\]]*)\]")


def decode(text: str) -> dict[str, Any]:
    """Nested dicts and lists of strings. ``x[]`` and ``x[0]`` both make lists."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        head, _, rest = name.partition("[")
        parts = [head, *_PART.findall("[" + rest)] if rest else [head]
        here = root
        for part, following in zip(parts, [*parts[1:], None], strict=True):
            key = part if part != "" else str(len(here))
            if following is None:
                here[key] = value
            else:
                below = here.setdefault(key, {})
                if not isinstance(below, dict):
                    below = here[key] = {}
                here = below
    return {name: _lists(value) for name, value in root.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _lists(part) for key, part in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner
