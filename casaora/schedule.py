"""Door 3: the clock. One task that runs any job of the timetable.

Due work is rows with deadlines in columns. A tick only asks which are due, so a lost tick costs a minute and a doubled one nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from celery import shared_task
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from casaora.celery import app
from casaora.kit import clock, jobs
from casaora.kit.models import JobRun
from casaora.timetable import JOBS

log = logging.getLogger(__name__)

app.conf.task_routes = {"casaora.schedule.deliver_outbox": {"queue": "notices"}, "casaora.schedule.handle_event": {"queue": "money"}}
app.conf.beat_schedule = {
    name: {"task": "casaora.schedule.run_job", "schedule": job.every, "args": [name], "options": {"queue": job.queue, "expires": 600}}
    for name, job in JOBS.items()
}


def run(name: str, at: datetime) -> JobRun | None:
    """Run one job now, exclusively. None when another process is at it. Raises jobs.JobFailed."""
    return jobs.run(name, import_string(JOBS[name].function), at=at)


def run_due(until: datetime) -> dict[str, int]:
    """Run every job once at ``until``: what a demo clock that jumped calls for. Counts of what was done, by job."""
    done: dict[str, int] = {}
    for name in JOBS:
        record = run(name, until)
        if record is not None:
            done[name] = sum(v for v in record.counts.values() if isinstance(v, int))
    return done


@shared_task(name="casaora.schedule.run_job")
def run_job(name: str, **_: Any) -> None:
    """A tick."""
    run(name, clock.now())


@shared_task(name="casaora.schedule.deliver_outbox")
def deliver_outbox(**_: Any) -> None:
    """Something was put into the outbox a moment ago."""
    import_string("casaora.kit.outbox.deliver_all")(clock.now())


@shared_task(name="casaora.schedule.handle_event")
def handle_event(event_pk: int, **_: Any) -> None:
    """An event of the processor was stored a moment ago."""
    import_string("casaora.stripe.inbox.handle")(event_pk, clock.now())


def nudge(task: str, *arguments: Any) -> None:
    """Ask a worker to look now. While the broker is away the next tick's sweep finds the row instead."""
    try:
        app.send_task(f"casaora.schedule.{task}", args=arguments, retry=False)
    except (OperationalError, OSError):
        log.warning("the broker is away; the sweep will find it")


def nudge_outbox() -> None:
    """For ``settings.OUTBOX_NUDGE``."""
    nudge("deliver_outbox")
