"""Clock jobs: one at a time by a lease row, each run a row, bounded work."""

from __future__ import annotations

import logging
import os
import socket
import time
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction

from casaora.kit import clock, events, metrics
from casaora.kit.acting import acting
from casaora.kit.models import JobLease, JobRun
from casaora.kit.steps import CLOCK, By

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


def run(job: str, work: Callable[[datetime], Counts], *, at: datetime, lease: timedelta = timedelta(minutes=5), by: By = CLOCK) -> JobRun | None:
    """Run ``work(at)`` if nobody else is running ``job``; leaves a JobRun. None when the lease is another's.

    Raises JobFailed after recording when the work raised. A count named ``failed`` above zero makes the run failed
    without raising: the rest of the work was done.
    """
    with acting(person=None, groups=(), role=None, read_only=False):
        holder = _take(job, at, lease)
        if holder is None:
            return None
        try:
            with events.caused_by(events.request_id.get(), by="cron" if events.source.get() == "command" else ""):
                return _work(JobRun.objects.create(job=job, started_at=at, by_role=by.role, by_person_id=by.person_id), work)
        finally:
            JobLease.objects.filter(job=job, holder=holder).update(expires_at=at)


def _work(record: JobRun, work: Callable[[datetime], Counts]) -> JobRun:
    began, at = time.monotonic(), record.started_at
    try:
        counts = work(at)
    except Exception as error:
        _finish(record, began, JobRun.FAILED, {}, traceback.format_exc(limit=8))
        events.emit("job_failed", level=logging.ERROR, job=record.job, reason=type(error).__name__)
        raise JobFailed(f"{record.job}: {error}") from error
    _finish(record, began, JobRun.FAILED if counts.get("failed") else JobRun.SUCCEEDED, counts, "")
    if counts.get("failed"):
        events.emit("job_failed", level=logging.ERROR, job=record.job, failed=counts["failed"])
    return record


def _finish(record: JobRun, began: float, status: str, counts: Counts, error: str) -> None:
    record.status, record.counts, record.error = status, counts, error
    record.seconds = round(time.monotonic() - began, 3)
    record.finished_at = max(clock.now(), record.started_at)
    record.save(update_fields=["status", "counts", "error", "finished_at", "seconds"])
    metrics.JOBS.labels(job=record.job, status=status).observe(record.seconds)


def make_known(names: Iterable[str], at: datetime) -> None:
    """Give each job its lease row, free from ``at``, where it has none: until its first run, that moment says since when it is waited for."""
    JobLease.objects.bulk_create([JobLease(job=name, holder="", expires_at=at) for name in names], ignore_conflicts=True)


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
