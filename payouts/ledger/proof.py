"""The whole chain, part by part: books that grow for years are proved in turns, and no turn takes longer than a job may."""

from __future__ import annotations

import logging
import time
from datetime import datetime

from casaora.kit import events
from casaora.kit.jobs import SECONDS, Counts
from casaora.kit.models import JobRun
from payouts.ledger.queries import Finding, proved

JOB = "prove_ledger"


def prove_next(at: datetime) -> Counts:
    """For the clock, hourly: go on where the last turn ended, for at most 50 s; from the first link again after the last.

    A turn that finds something begins at the same link the next time, so that its alarm lasts until the finding is gone.
    """
    last = JobRun.objects.filter(job=JOB, finished_at__isnull=False).order_by("-started_at").first()
    begin = int((last.counts if last else {}).get("upto", 0))
    upto, findings, began, is_at_end = begin, list[Finding](), time.monotonic(), True
    for found, link in proved(begin):
        findings += found
        upto = link
        if time.monotonic() - began > SECONDS:
            is_at_end = False
            break
    if findings:
        events.emit("invariant_broken", level=logging.CRITICAL, kind="ledger_sums_to_zero", count=len(findings), difference=str(findings[0])[:200])
        return {"upto": begin, "failed": len(findings)}
    return {"upto": 0 if is_at_end else upto, "links": max(0, upto - begin), "failed": 0}
