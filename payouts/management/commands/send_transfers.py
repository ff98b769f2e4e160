"""Send the payouts of approved batches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casaora.kit.operation import Operation, Report
from payouts.batches import transfers


class Command(Operation):
    """By hand, under the clock's own lease. What was claimed is never sent twice."""

    help = "Sends every payout of the approved batches, and closes the batches that are done."

    def work(self, at: datetime, **options: Any) -> Report:
        """Send; the counts."""
        with self.bar(transfers.count_due(at), "payouts") as bar:
            return dict(
                self.as_job("send_transfers", lambda moment: transfers.send_due(moment, told=lambda word: bar.update()), at)
            )
