"""Commands that run jobs of the clock by hand, under its own leases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casaora.kit.operation import Operation, Report
from casaora.schedule import run
from casaora.timetable import JOBS


class JobCommand(Operation):
    """Runs one or several clock jobs, with a bar over them on a terminal."""

    jobs: tuple[str, ...] = ()

    def work(self, at: datetime, **options: Any) -> Report:
        """Each job's counts together; ``busy`` counts those that another process is running now."""
        report: Report = {}
        with self.bar(len(self.jobs), "jobs") as bar:
            for name in self.jobs:
                assert name in JOBS
                record = run(name, at)
                for key, value in (record.counts if record else {"busy": 1}).items():
                    report[key] = report.get(key, 0) + value
                bar.update()
        return report
