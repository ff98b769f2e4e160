"""What goes wrong outside of any visit: a transfer that the processor sends back, and that the next batch sends again."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from casaora.demo.walk import Walk
from payouts.batches import cutoffs, process
from payouts.batches.models import Payout

#: How long before the end: two more payout days follow, so that the money arrives after all.
BEFORE = timedelta(days=8)
AFTER_LUNCH = timedelta(hours=4)


def plan(walk: Walk, until: datetime, zone: ZoneInfo) -> None:
    """Let it happen in the afternoon of a payout day, if anything was paid by then."""
    walk.later(cutoffs.latest(until - BEFORE, zone) + AFTER_LUNCH, lambda at: transfer_comes_back(walk, at))


def transfer_comes_back(walk: Walk, at: datetime) -> None:
    """The processor reverses the smallest transfer of the day; its event makes the earnings payable again."""
    paid = Payout.objects.filter(state=process.PAID, net_minor__gt=0, paid_at__gt=at - timedelta(days=1))
    payout = paid.order_by("net_minor", "reference").first()
    if payout is None or not payout.transfer_id:
        return
    log = logging.getLogger("casaora.events")
    level = log.level
    log.setLevel(logging.CRITICAL)  # an alarm in earnest, and no news to whoever waits for the demo
    try:
        walk.processor.return_transfer(payout.transfer_id)
        walk.settle(at, expected=True)
    finally:
        log.setLevel(level)
