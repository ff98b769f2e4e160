"""flush, as the tables' owner: only the owner may truncate."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from casaora.kit.acting import OWNER


class Command(flush.Command):
    """Used between tests that need real transactions."""

    def handle(self, **options: Any) -> None:  # type: ignore[override]
        """Become the owner for the truncation."""
        with connections[options["database"]].cursor() as cursor:
            cursor.execute(f"SET ROLE {OWNER}")
            try:
                super().handle(**options)
            finally:
                cursor.execute("RESET ROLE")
