"""A safe button of the operations page, in a terminal: when web or the broker is what is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandError

from casaora.kit.operation import Operation, Report
from casaora.kit.steps import OPERATOR, By
from casaora.ops import remedies
from casaora.schedule import run


class Command(Operation):
    """Without a name it lists them; with --dry-run it says what there is to do."""

    help = "Lists the remedies; NAME --dry-run says what it would see to; NAME applies it here and now. What moves money needs two people, on the page."

    def add_arguments(self, parser: Any) -> None:
        """Which, and whether only to look."""
        super().add_arguments(parser)
        parser.add_argument("name", nargs="?", choices=sorted(remedies.REMEDIES))
        parser.add_argument("--dry-run", action="store_true", help="only say what there is to do")

    def work(self, at: datetime, **options: Any) -> Report:
        """List, look, or apply."""
        name = options["name"]
        if not name:
            return {"remedies": {each: str(remedy.title) for each, remedy in remedies.REMEDIES.items()}}
        if options["dry_run"]:
            return {"remedy": name, "would_see_to": remedies.look(name, at)}
        if remedies.REMEDIES[name].moves_money:
            raise CommandError("this one moves money: one person asks for it and another approves, on the operations page")
        failed: list[str] = []
        done: Report = dict(remedies.apply(name, by=OPERATOR, at=at, start=lambda job, by: self._run(job, at, by, failed)))
        return {**done, "failed": len(failed)}

    def _run(self, job: str, at: datetime, by: By, failed: list[str]) -> None:
        record = run(job, at, by)
        if record is not None and record.status == record.FAILED:
            failed.append(job)
            self.stderr.write(f"{job}: {record.counts} {record.error}")

    def say(self, report: Report) -> None:
        """One line each."""
        if "remedies" in report:
            for name, title in report["remedies"].items():
                self.stdout.write(f"{name:<16} {title}")
        elif "would_see_to" in report:
            self.stdout.write("\n".join(report["would_see_to"]) or "nothing to do")
        else:
            super().say(report)
