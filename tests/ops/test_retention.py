"""What the house keeps about itself goes after its time, and nothing that somebody still needs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from casaora import schedule
from casaora.kit.models import JobRun, Outgoing
from casaora.ops import retention
from casaora.stripe.models import Event

pytestmark = pytest.mark.django_db


def event(number: int, received: datetime, *, handled: bool = True) -> Event:
    return Event.objects.create(
        processor_id=f"evt_{number}", type="charge.updated", payload={}, created_at=received, received_at=received, next_try_at=received,
        handled_at=received if handled else None,
    )  # fmt: skip


def note(key: str, put: datetime, done: datetime | None) -> Outgoing:
    return Outgoing.objects.create(topic="notice", key=key, put_at=put, next_try_at=put, done_at=done)


def test_what_is_old_and_done_goes_and_the_rest_stays(at: datetime) -> None:
    old, young = at - timedelta(days=91), at - timedelta(days=89)
    JobRun.objects.create(job="expire", started_at=old)
    kept_run = JobRun.objects.create(job="expire", started_at=young)
    note("old", old, old)
    waiting, late = note("waiting", old, None), note("late", old, young)
    recent = note("recent", young, young)
    event(1, at - timedelta(days=549))
    unhandled, kept = event(2, at - timedelta(days=549), handled=False), event(3, at - timedelta(days=547))
    assert retention.run(at) == {"job_runs": 1, "outbox_rows": 1, "pages": 0, "events": 1, "questions": 0, "verdicts": 0}
    assert list(JobRun.objects.all()) == [kept_run]
    assert set(Outgoing.objects.all()) == {waiting, late, recent}
    assert set(Event.objects.all()) == {unhandled, kept}
    assert retention.run(at) == {"job_runs": 0, "outbox_rows": 0, "pages": 0, "events": 0, "questions": 0, "verdicts": 0}


def test_rows_that_must_stay_hide_nothing_behind_them(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    old = at - timedelta(days=600)
    for number in range(7):
        event(number, old, handled=False)
    for number in range(7, 12):
        event(number, old)
    assert retention.run(at)["events"] == 5
    assert Event.objects.count() == 7


def test_dead_sessions_go_and_living_ones_stay(at: datetime) -> None:
    Session.objects.create(session_key="dead", session_data="x", expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="living", session_data="x", expire_date=timezone.now() + timedelta(days=1))
    retention.run(at + timedelta(days=60))  # a demo clock that jumped signs nobody out
    assert list(Session.objects.values_list("session_key", flat=True)) == ["living"]


def test_the_clock_runs_it_daily(at: datetime) -> None:
    JobRun.objects.create(job="expire", started_at=at - timedelta(days=91))
    record = schedule.run("retention", at)
    assert record is not None
    assert record.counts == {"job_runs": 1, "outbox_rows": 0, "pages": 0, "events": 0, "questions": 0, "verdicts": 0}
