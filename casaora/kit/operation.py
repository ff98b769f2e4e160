"""What operators' commands share: --json, a progress bar on a terminal, one exit code."""

from __future__ import annotations

import json
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from casaora.kit import clock, jobs

Report = dict[str, Any]


class Operation(BaseCommand, ABC):
    """Does ``work`` and reports it. A ``failed`` above zero, or an exception, makes the command exit with 1."""

    def add_arguments(self, parser: Any) -> None:
        """Every command takes --json."""
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    @abstractmethod
    def work(self, at: datetime, **options: Any) -> Report:
        """Do it; what was done."""

    def say(self, report: Report) -> None:
        """For people: one line, unless a command has more to say."""
        self.stdout.write(", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in report.items()) or "nothing to do")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work, print, and fail loudly."""
        try:
            report = self.work(clock.now(), **options)
        except jobs.JobFailed as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report, default=str, sort_keys=True))
        else:
            self.say(report)
        if report.get("failed"):
            raise CommandError("some of it failed: see above and the log")

    def as_job(
        self, name: str, work: Callable[[datetime], jobs.Counts], at: datetime, lease: timedelta = timedelta(minutes=5)
    ) -> jobs.Counts:
        """Run under the clock's lease, leaving its row; CommandError when the clock is at it, or it failed."""
        try:
            run = jobs.run(name, work, at=at, lease=lease)
        except jobs.JobFailed as error:
            raise CommandError(str(error)) from error
        if run is None:
            raise CommandError(f"{name} is running elsewhere at this moment; try again in a minute")
        counts: jobs.Counts = run.counts
        return counts

    def bar(self, total: int, what: str) -> Any:
        """A progress bar on standard error when that is a terminal, else nothing."""
        return tqdm(total=total, desc=what, unit="", disable=not sys.stderr.isatty())
