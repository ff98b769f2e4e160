"""A backup of the database, and the retention of those before it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import CommandError

from casaora.kit.jobs import Counts
from casaora.kit.operation import Operation, Report
from casaora.safekeeping import backups, folder

KEEP = "7/5/12"
#: After a backup that was killed, another may begin.
LEASE = timedelta(hours=1)


class Command(Operation):
    """Runs nightly by the machine's own clock, not by beat: a dump takes longer than a task may."""

    help = "Writes a backup with its manifest into BACKUP_DIR and deletes what retention lets go. Reads by DATABASE_ADMIN_URL."

    def add_arguments(self, parser: Any) -> None:
        """How many stay."""
        super().add_arguments(parser)
        parser.add_argument("--keep", default=KEEP, help=f"the newest of how many days/weeks/months stay ({KEEP})")

    def work(self, at: datetime, **options: Any) -> Report:
        """Make it under the lease ``backup``; then thin out."""
        daily, weekly, monthly = _numbers(options["keep"])
        report: Report = {}

        def make(at: datetime) -> Counts:
            made, counts = backups.make(at)
            report["file"] = str(made.dump)
            gone = folder.thin_out(made.folder, daily=daily, weekly=weekly, monthly=monthly, at=at)
            return {**counts, "deleted": gone}

        with self.bar(1, "backup") as bar:
            report |= self.as_job("backup", make, at, lease=LEASE)
            bar.update()
        return report


def _numbers(keep: str) -> list[int]:
    parts = keep.split("/")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise CommandError("say --keep as days/weeks/months, such as 7/5/12")
    return [int(part) for part in parts]
