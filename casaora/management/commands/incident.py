"""Practise: one of five troubles in the demo city on this machine."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from casaora.demo import incidents
from casaora.demo.processor import NoSimulator
from casaora.kit.operation import Operation, Report


class Command(Operation):
    """`incident 3 --local`. Solved with the operations page and the runbooks alone."""

    help = "Causes one of five incidents in the demo city of `make run`, to practise. Refused in deployed environments."

    def add_arguments(self, parser: Any) -> None:
        """Which, and the word that it is meant for here."""
        super().add_arguments(parser)
        parser.add_argument("number", type=int, choices=sorted(incidents.INCIDENTS))
        parser.add_argument("--local", action="store_true", help="say that you mean this machine's demo city")
        parser.add_argument("--minutes", type=float, default=4, help="after how many the outside world repairs itself (4)")

    def work(self, at: datetime, **options: Any) -> Report:
        """Cause it."""
        if settings.ENVIRONMENT != "local" or not options["local"]:
            raise CommandError("say --local, on a developer's machine: an incident breaks things for real")
        try:
            with silence():
                return incidents.begin(options["number"], options["minutes"], lambda text: self.stderr.write(text))
        except (incidents.NothingToBreak, NoSimulator) as error:
            raise CommandError(str(error)) from error


@contextmanager
def silence() -> Iterator[None]:
    """No log lines: a person reads this command, and what the house does meanwhile is on the operations page."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
