"""Clock jobs: one at a time by a lease row, each run a row, bounded work."""

from __future__ import annotations

import os
import socket
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from casaora.kit import clock, events
from casaora.kit.acting import acting
from casaora.kit.models import JobLease, JobRun

Counts = dict[str, int]
#: A job loops until it finds nothing more or this many seconds have passed.
SECONDS = 50
BATCH = 100


class JobFailed(RuntimeError):
    """The job raised; its run is on record."""


def _take(job: str, at: datetime, lease: timedelta) -> str | None:
    holder = f"{socket.gethostname()}:{os.getpid()}:{time.monotonic_ns()}"
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        # One statement decides: insert, or take over what has expired. Someone else's live lease returns no row.
        cursor.execute(
            """INSERT INTO kit_joblease (job, holder, expires_at) VALUES (%s, %s, %s)
               ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
               WHERE kit_joblease.expires_at <= %s RETURNING holder""",
            [job, holder, at + lease, at],
        )
        return holder if cursor.fetchone() else None


def run(job: str, work: Callable[[datetime], Counts], *, at: datetime, lease: timedelta = timedelta(minutes=5)) -> JobRun | None:
    """Run ``work(at)`` if nobody else is running ``job``; leaves a JobRun. None when the lease is another's.

    Raises JobFailed after recording when the work raised. A count named ``failed`` above zero makes the run failed
    without raising: the rest of the work was done.
    """
    with acting(person=None, groups=(), role=None, read_only=False):
        holder = _take(job, at, lease)
        if holder is None:
            return None
        record = JobRun.objects.create(job=job, started_at=at)
        token = events.source.set("cron") if events.source.get() == "command" else None
        try:
            counts = work(at)
        except Exception as error:
            _finish(record, at, JobRun.FAILED, {}, traceback.format_exc(limit=8))
            events.emit("job_failed", level=40, job=job, reason=type(error).__name__)
            raise JobFailed(f"{job}: {error}") from error
        else:
            _finish(record, at, JobRun.FAILED if counts.get("failed") else JobRun.SUCCEEDED, counts, "")
        finally:
            JobLease.objects.filter(job=job, holder=holder).update(expires_at=at)
            if token is not None:
                events.source.reset(token)
        return record


def _finish(record: JobRun, at: datetime, status: str, counts: Counts, error: str) -> None:
    record.status, record.counts, record.error = status, counts, error
    record.finished_at = max(clock.now(), at)
    record.save(update_fields=["status", "counts", "error", "finished_at"])


def until_empty(one_batch: Callable[[], Counts]) -> Counts:
    """Repeat ``one_batch`` and add up its counts, until it finds nothing or 50 s are over."""
    totals: Counts = {}
    started = time.monotonic()
    while time.monotonic() - started < SECONDS:
        counts = one_batch()
        for name, number in counts.items():
            totals[name] = totals.get(name, 0) + number
        if not any(counts.values()):
            break
    return totals
