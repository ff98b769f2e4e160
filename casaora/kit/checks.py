"""System checks: what must hold before the project may run."""

from __future__ import annotations

from typing import Any

from django.core import checks

from casaora.kit.pg import apply


@checks.register
def every_table_has_a_policy(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """kit.E001: a managed model without an entry in a ``policies.py``."""
    return [
        checks.Error(f"{label} has no row-level-security declaration", hint="add it to its package's policies.py", id="kit.E001")
        for label in apply.undeclared()
    ]
