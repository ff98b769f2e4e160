"""A clock job ran with a role to which row-level security shows no rows: it found nothing to do, and said that all was well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.professionals.models import Professional
from casaora.kit import jobs
from casaora.kit.acting import SERVICE, WEB, acting
from casaora.kit.models import JobRun
from casaora.schedule import run
from payouts.ledger.models import Account
from payouts.ledger.queries import balances_of
from tests.payouts import scenes
from tests.payouts.scenes import WEEK, cop

DEFECT = "a job sees nothing (wrong database role) and reports success"
pytestmark = pytest.mark.django_db


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is done as whoever started it: a visitor's page that moves the demo clock, say."""

    def as_the_caller(job: str, work: Callable[[datetime], jobs.Counts], *, at: datetime, **_: Any) -> JobRun:
        counts = work(at)
        with acting(role=SERVICE):
            return JobRun.objects.create(job=job, started_at=at, finished_at=at, status=JobRun.SUCCEEDED, counts=counts)

    monkeypatch.setattr(jobs, "run", as_the_caller)


def test_whoever_starts_a_job_it_finds_what_is_due(ana: Professional, at: datetime) -> None:
    scenes.clearing(ana, "CB-A1", at)
    with acting(role=WEB, person=None):
        record = run("release_earnings", at + 2 * WEEK)
    assert record is not None
    assert (record.status, record.counts) == (JobRun.SUCCEEDED, {"released": 1, "failed": 0})
    assert balances_of(ana.pk, currency="COP")[Account.PAYABLE_TO] == -cop(100_000)
