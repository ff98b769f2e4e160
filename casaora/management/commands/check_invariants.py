"""Ask the database whether everything that must be true is true."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casaora.kit.operation import Operation
from casaora.ops import invariants


class Command(Operation):
    """Prints every finding; exits non-zero when there is one."""

    help = "Checks the invariants and exits non-zero on any finding."

    def work(self, at: datetime, **options: Any) -> dict[str, Any]:
        """The findings by invariant."""
        found = invariants.check(at)
        for name, findings in found.items():
            for finding in findings[:50]:
                self.stderr.write(f"{name}: {finding}")
        return {"invariants": len(found), "failed": sum(len(f) for f in found.values())}
