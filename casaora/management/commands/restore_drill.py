"""A backup is one when it has been restored."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import CommandError

from casaora.kit.jobs import Counts
from casaora.kit.operation import Operation, Report
from casaora.safekeeping.drills import STEPS, Drill
from casaora.safekeeping.folder import Backup, backups, place
from casaora.safekeeping.programs import CannotKeep

LEASE = timedelta(hours=1)


class Command(Operation):
    """Restores into a database of a new name, proves it against the manifest, and drops it."""

    help = "Restores the newest (or the named) backup into a new database, compares it with its manifest, verifies the ledger, and drops it."

    def add_arguments(self, parser: Any) -> None:
        """Which one."""
        super().add_arguments(parser)
        parser.add_argument("name", nargs="?", default="", help="such as casaora-20261126T155115Z; the newest when left out")
        parser.add_argument("--keep-database", action="store_true", help="leave the restored database, to look at it")

    def work(self, at: datetime, **options: Any) -> Report:
        """Seconds of each step and every difference."""
        try:
            chosen = _choose(options["name"])
        except CannotKeep as error:
            raise CommandError(str(error)) from error
        with self.bar(STEPS, "steps") as bar:
            drill = Drill(chosen, tell=bar.update, keep=options["keep_database"])

            def work(at: datetime) -> Counts:
                drill.run()
                return {"seconds": round(sum(drill.seconds.values())), "failed": len(drill.differences)}

            self.as_job("restore_drill", work, at, lease=LEASE)
        return {
            "backup": chosen.name, "steps": drill.seconds, "seal": drill.seal, "differences": drill.differences, "failed": len(drill.differences),
            "database": drill.database if drill.keep else None,
        }  # fmt: skip

    def say(self, report: Report) -> None:
        """Each step with its seconds, then what differs."""
        for name, seconds in report["steps"].items():
            self.stdout.write(f"{seconds:8.2f} s  {name}")
        for difference in report["differences"][:50]:
            self.stdout.write(f"differs: {difference}")
        seal = report["seal"]
        self.stdout.write(f"{report['backup']}: the last seal is {seal['sequence']} {seal['hash'][:12]}" if seal else f"{report['backup']}: no seal yet")
        if report["database"]:
            self.stdout.write(f"kept: {report['database']}")
        self.stdout.write("As it was." if not report["failed"] else f"{report['failed']} differences")


def _choose(name: str) -> Backup:
    kept = {backup.name: backup for backup in backups(place())}
    if not kept:
        raise CannotKeep(f"There is no backup in {place()}.")
    if name and name.removesuffix(".dump") not in kept:
        raise CannotKeep(f"There is no whole backup {name} in {place()}; the newest is {list(kept)[-1]}.")
    return kept[name.removesuffix(".dump")] if name else list(kept.values())[-1]
