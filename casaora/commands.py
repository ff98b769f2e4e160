"""What the operators' commands share: --json, one exit code, and a word about what was done."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casaora.kit import clock, jobs


class Operation(BaseCommand):
    """A command that runs something and reports a dictionary. Subclasses give ``work``; it is safe to run again."""

    def add_arguments(self, parser: Any) -> None:
        """Every command takes --json."""
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def work(self, at: datetime, **options: Any) -> dict[str, Any]:
        """Do it; the report. A ``failed`` above zero makes the command exit non-zero."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, print, and fail loudly."""
        try:
            report = self.work(clock.now(), **options)
        except jobs.JobFailed as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report, default=str, sort_keys=True))
        else:
            self.stdout.write(", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in report.items()) or "nothing to do")
        if report.get("failed"):
            raise CommandError("some of it failed")


class JobCommand(Operation):
    """Runs one or several clock jobs by hand, under the same lease as the clock."""

    jobs: tuple[str, ...] = ()

    def work(self, at: datetime, **options: Any) -> dict[str, Any]:
        """Each job's counts; ``busy`` when another process is running it now."""
        from casaora.schedule import run

        report: dict[str, Any] = {}
        for name in self.jobs:
            record = run(name, at)
            for key, value in (record.counts if record else {"busy": 1}).items():
                report[key] = report.get(key, 0) + value
        return report
