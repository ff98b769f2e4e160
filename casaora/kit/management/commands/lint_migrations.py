"""Refuse migrations that the running release would not survive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from casaora.kit import migration_rules
from casaora.kit.operation import Operation, Report


class Command(Operation):
    """The rules are in ``kit.migration_rules``."""

    help = "Refuses migrations that the release before them would not survive; says the way that it would."

    def work(self, at: datetime, **options: Any) -> Report:
        """Read the SQL of every migration after the baseline."""
        found = migration_rules.check(connection)
        return {"failed": sum(map(len, found.values())), "migrations": found}

    def say(self, report: Report) -> None:
        """A line for each breach."""
        for name, sentences in report["migrations"].items():
            for sentence in sentences:
                self.stdout.write(f"{name}: {sentence}")
        if not report["failed"]:
            self.stdout.write("No migration would hurt the release that runs beside it.")
