"""Whether it is up, ready and whole; and that nobody is told more than that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError
from django.test import Client

from casaora import schedule
from casaora.kit import clock
from casaora.kit.models import JobRun
from casaora.kit.steps import OPERATOR, By
from casaora.ops import alarms, health, watching
from casaora.ops.models import Alarm

pytestmark = pytest.mark.django_db


def test_all_is_well(client: Client) -> None:
    answer = client.get("/readyz?all")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok", "database": "ok", "migrations": "ok", "cache": "ok", "broker": "ok", "clock": "ok", "release": "unnamed", "mode": "test",
    }  # fmt: skip


def test_without_the_broker_web_stays_in_the_balancer_and_the_monitor_is_told(client: Client, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    usual, strict = client.get("/readyz"), client.get("/readyz?all")
    assert (usual.status_code, strict.status_code) == (200, 503)
    assert usual.json()["status"] == "degraded"
    assert usual.json()["broker"] == "BrokerAway"


def test_without_the_database_it_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> str:
        raise OperationalError("no route")

    monkeypatch.setitem(health.PARTS, "database", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"], answer.json()["status"]) == (503, "OperationalError", "down")


def test_a_clock_that_stopped_is_noticed_by_web_and_told_from_there(client: Client, at: datetime, settings: Any) -> None:
    settings.ALARM_EMAILS = ["night@example.com"]
    clock.set_to(at)
    JobRun.objects.create(job="alarms", started_at=at - timedelta(minutes=9), status=JobRun.SUCCEEDED)
    assert client.get("/readyz?all").json()["clock"] == "silent for 9 min"
    watching.look_at_the_clock()
    watching.look_at_the_clock()
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.state, alarm.facts) == ("clock_silent", "open", {"minutes": 9})
    assert ["The clock has run nothing" in m.subject for m in mail.outbox] == [True]
    schedule.run("alarms", clock.now())
    alarm.refresh_from_db()
    assert (alarm.state, alarm.why) == ("closed", "it is over")


def test_a_house_in_which_nothing_ran_yet_has_no_clock_to_miss(at: datetime) -> None:
    assert watching.silence(at) is None


def test_a_database_that_refuses_is_told_without_it(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ALARM_EMAILS = ["night@example.com"]

    def refused(name: str, at: datetime, by: By) -> None:
        raise OperationalError("cannot execute INSERT in a read-only transaction")

    monkeypatch.setattr(schedule, "run", refused)
    for _ in range(3):
        with pytest.raises(OperationalError):
            schedule.run_job("invariants")
    (told,) = mail.outbox
    assert "The database refuses to answer or to write" in told.subject
    assert "/admin/runbooks/database-slow/" in told.body


def test_what_the_clock_closes_no_person_closes(at: datetime) -> None:
    alarm = alarms.raise_now(alarms.Signal("clock_silent"), at)
    assert alarm is not None
    with pytest.raises(alarms.Recovers):
        alarms.close(alarm_id=alarm.pk, by=OPERATOR, at=at, why="I looked")
