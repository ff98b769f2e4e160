"""Going forward in time: the demo clock moves in small steps, and at each the clock's jobs run as they would have."""

from __future__ import annotations

from datetime import timedelta

from casaora.kit import clock
from casaora.schedule import run_due

#: Small enough that reminders, deadlines and the payout days come in their order.
STEP = timedelta(minutes=30)


def forward(by: timedelta, step: timedelta = STEP) -> dict[str, int | str]:
    """Move by so much; what was done on the way, by job. Raises clock.NoDemoClock in production."""
    totals: dict[str, int] = {}
    target = clock.now() + by
    while True:
        left = target - clock.now()
        if left <= timedelta(seconds=1):
            break
        clock.move(min(step, left))
        for job, count in run_due(clock.now()).items():
            totals[job] = totals.get(job, 0) + count
    return {"now": clock.now().isoformat(timespec="seconds"), **{job: n for job, n in totals.items() if n}}
