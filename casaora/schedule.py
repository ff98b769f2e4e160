"""Door 3: the clock. One task that runs any job of the timetable.

Due work is rows with deadlines in columns. A tick only asks which are due, so a lost tick costs a minute and a doubled one nothing.
"""

from __future__ import annotations

import contextlib
import logging
from datetime import datetime
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.db import Error as DatabaseTrouble
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError
from sentry_sdk.crons import monitor

from casaora.celery import app
from casaora.kit import clock, events, jobs
from casaora.kit.models import JobRun
from casaora.kit.steps import CLOCK, By
from casaora.ops import telling, watching
from casaora.timetable import JOBS, Job

log = logging.getLogger(__name__)

app.conf.task_routes = {"casaora.schedule.deliver_outbox": {"queue": "notices"}, "casaora.schedule.handle_event": {"queue": "money"}}
app.conf.beat_schedule = {
    name: {"task": "casaora.schedule.run_job", "schedule": job.every, "args": [name], "options": {"queue": job.queue, "expires": 600}}
    for name, job in JOBS.items()
}


def run(name: str, at: datetime, by: By = CLOCK) -> JobRun | None:
    """Run one job now, exclusively; ``by`` stands on its record. None when another process is at it. Raises jobs.JobFailed."""
    return jobs.run(name, import_string(JOBS[name].function), at=at, by=by)


def run_due(until: datetime) -> dict[str, int]:
    """Run every job once at ``until``: what a demo clock that jumped calls for. Counts of what was done, by job."""
    done: dict[str, int] = {}
    for name in JOBS:
        record = run(name, until)
        if record is not None:
            done[name] = sum(v for v in record.counts.values() if isinstance(v, int))
    return done


@shared_task(name="casaora.schedule.run_job")
def run_job(name: str, by_role: str = CLOCK.role, by_person_id: int | None = None, **_: Any) -> None:
    """A tick, or somebody's button. Sentry, where it is configured, learns of each run, and misses the one that does not come."""
    try:
        with monitor(monitor_slug=name.replace("_", "-"), monitor_config=_monitored(JOBS[name])):
            run(name, clock.now(), By(by_role, by_person_id))
    except DatabaseTrouble as error:
        # Then no row can say so.
        events.emit("database_unusable", level=logging.ERROR, job=name, reason=type(error).__name__)
        telling.shout("database_unusable", type(error).__name__)
        raise


def _monitored(job: Job) -> Any:
    crontab = job.every
    parts = (crontab._orig_minute, crontab._orig_hour, crontab._orig_day_of_month, crontab._orig_month_of_year, crontab._orig_day_of_week)
    return {
        "schedule": {"type": "crontab", "value": " ".join(str(part) for part in parts)}, "timezone": "UTC",
        "checkin_margin": max(2, job.minutes), "max_runtime": 10, "failure_issue_threshold": 2, "recovery_threshold": 1,
    }  # fmt: skip


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
        _tell_of_the_broker()


def _tell_of_the_broker() -> None:
    """An alarm, from this very process: the worker that tells of others hears nothing now. Once a minute is enough; never raises."""
    if settings.IS_TEST or not cache.add("told_of_the_broker", 1, 60):
        return
    events.emit("broker_away", level=logging.CRITICAL)
    with contextlib.suppress(DatabaseTrouble):
        watching.tell_from_here(clock.now())


def nudge_outbox() -> None:
    """For ``settings.OUTBOX_NUDGE``."""
    nudge("deliver_outbox")
