"""Handle stored events of the processor, or one of them again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casaora.commands import JobCommand
from casaora.stripe import inbox


class Command(JobCommand):
    """Without arguments: what the clock's sweep does. With --replay: one event again."""

    help = "Handles stored events that are due; --replay ID handles one again."
    jobs = ("sweep_inbox",)

    def add_arguments(self, parser: Any) -> None:
        """The event to replay."""
        super().add_arguments(parser)
        parser.add_argument("--replay", metavar="ID", help="the processor's event id (evt_…)")

    def work(self, at: datetime, **options: Any) -> dict[str, Any]:
        """Sweep, or replay."""
        if options["replay"]:
            inbox.replay(options["replay"], at)
            return {"replayed": 1}
        return super().work(at, **options)
