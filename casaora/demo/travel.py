"""Going forward in time: the demo clock moves in small steps, and at each the clock's jobs run as they would have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from celery import shared_task

from casaora.kit import clock
from casaora.schedule import run_due

#: Small enough that reminders, deadlines and the payout days come in their order.
STEP = timedelta(minutes=30)
#: The clock moves by whole seconds: a stop is aimed at this much after its moment, so that it is never just before it.
SECOND = timedelta(seconds=1)
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)


def forward(by: timedelta, step: timedelta = STEP) -> dict[str, int | str]:
    """Move by so much, stopping at every whole ``step`` of the day; what was done on the way, by job.

    Raises clock.NoDemoClock in production.
    """
    target = clock.now() + by
    with clock.leaping() as goes_on:
        totals = _step_by_step(target, step, goes_on)
    return {"now": clock.now().isoformat(timespec="seconds"), **{job: n for job, n in totals.items() if n}}


def _step_by_step(target: datetime, step: timedelta, goes_on: Callable[[], None]) -> dict[str, int]:
    totals: dict[str, int] = {}
    while True:
        now = clock.now()
        left = target - now
        if left <= SECOND:
            break
        to_next = step - (now - MIDNIGHT) % step + SECOND
        goes_on()
        clock.move(min(to_next, left))
        for job, count in run_due(clock.now()).items():
            totals[job] = totals.get(job, 0) + count
    return totals


@shared_task(name="casaora.demo.travel.go")
def go(seconds: int) -> None:
    """The same in a worker, which may do what the web may not. Nothing for a target that lies behind."""
    forward(timedelta(seconds=seconds))
