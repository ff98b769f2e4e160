"""Ask the database, and the processor, whether everything that must be true is true."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from casaora.kit.operation import Operation
from casaora.ops import books, invariants


class Command(Operation):
    """Prints every finding; exits non-zero when there is one."""

    help = "Checks the invariants and exits non-zero on any finding."

    def add_arguments(self, parser: Any) -> None:
        """How far back the processor's books are compared, or not at all."""
        super().add_arguments(parser)
        parser.add_argument("--days", type=int, default=2, help="how many days of the processor's books are compared (2)")
        parser.add_argument("--without-processor", action="store_true", help="ask only the database")

    def work(self, at: datetime, **options: Any) -> dict[str, Any]:
        """The findings by invariant."""
        found = invariants.check(at)
        if not options["without_processor"]:
            found["the_processors_books_are_ours"] = books.compare(at, at - timedelta(days=options["days"]))
        for name, findings in found.items():
            for finding in findings[:50]:
                self.stderr.write(f"{name}: {finding}")
        return {"invariants": len(found), "failed": sum(len(f) for f in found.values())}
