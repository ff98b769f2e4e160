"""Move the demo clock and run what came due."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import CommandError

from casaora.demo import travel
from casaora.kit.operation import Operation

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Command(Operation):
    """`manage.py clock +2d`, `+90m`, `+36h`; without an argument it tells the time."""

    help = "Tells or moves the demo clock (+2d, +36h, +90m) and runs what came due on the way. Refused in production."

    def add_arguments(self, parser: Any) -> None:
        """How far."""
        super().add_arguments(parser)
        parser.add_argument("by", nargs="?", help="+2d, +36h or +90m")

    def work(self, at: datetime, **options: Any) -> dict[str, Any]:
        """Go there in steps."""
        if not options["by"]:
            return {"now": at.isoformat(timespec="seconds")}
        found = re.fullmatch(r"\+(\d{1,3})([mhd])", options["by"])
        if not found:
            raise CommandError("say +2d, +36h or +90m")
        done = travel.forward(timedelta(**{UNITS[found[2]]: int(found[1])}))
        return done
