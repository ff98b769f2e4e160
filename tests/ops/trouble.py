"""Troubles, each caused the way it would come: every function leaves something wrong and answers the moment at which it can be seen."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client

from bookings.disputes import webhooks as disputes
from bookings.lifecycle.requests import ProcessorAway
from casaora import schedule
from casaora.celery import app
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock, events, outbox, switches, traffic
from casaora.kit.models import JobRun
from casaora.kit.steps import OPERATOR
from casaora.ops import queues, rules, watching
from casaora.ops.kinds import KINDS
from casaora.stripe import inbox
from casaora.stripe.reading import event_from
from casaora.timetable import JOBS
from tests.bookings.disputes import scenes as quarrels
from tests.stripe import scenes as processor

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def ran(at: datetime, *besides: str, names: tuple[str, ...] = tuple(JOBS)) -> None:
    """Every job of the clock has just run, but for some."""
    JobRun.objects.bulk_create([JobRun(job=name, started_at=at, finished_at=at, status=JobRun.SUCCEEDED) for name in names if name not in besides])


def asked_in_vain(stage: Stage, times: int = 1) -> None:
    """Customers ask for visits, and the processor does not answer."""
    for first in ("Vera", "Sofía", "Mateo")[:times]:
        stage.customer = cast.customer(first, "Pérez")
        with pytest.raises(ProcessorAway):
            stage.requested()


def the_processor_goes_away(stage: Stage) -> datetime:
    """Three customers get no answer."""
    stage.sim.faults.add("*", "timeout_before", times=None)
    asked_in_vain(stage, 3)
    return stage.at + MINUTE


def the_processor_stays_away(stage: Stage) -> datetime:
    """For ten minutes, in which customers go on asking."""
    the_processor_goes_away(stage)
    begun, stage.at = stage.at, stage.at + 10 * MINUTE
    for first in ("Nora", "Iván", "Abril"):
        stage.customer = cast.customer(first, "Pérez")
        with pytest.raises(ProcessorAway):
            stage.requested(starts_at=begun.replace(hour=15, minute=0) + timedelta(days=4))
    return stage.at + MINUTE


def a_call_stays_unknown(stage: Stage) -> datetime:
    the_processor_goes_away(stage)
    return stage.at + timedelta(minutes=31)


def our_key_is_refused(stage: Stage, settings: Any) -> datetime:
    settings.STRIPE_SECRET_KEY = "rk_nobody_knows"
    asked_in_vain(stage)
    return stage.at


def the_watch_stops(stage: Stage) -> datetime:
    """Nobody has watched for six minutes; web looks."""
    ran(stage.at - 6 * MINUTE)
    watching.look_at_the_clock()
    return stage.at


def a_queue_stops(stage: Stage) -> datetime:
    notices = tuple(name for name, job in JOBS.items() if job.queue == "notices")
    ran(stage.at - timedelta(days=2, hours=23), names=notices)
    ran(stage.at, *notices)
    return stage.at


def one_job_stops(stage: Stage) -> datetime:
    ran(stage.at - HOUR, names=("seal_ledger",))
    ran(stage.at, "seal_ledger")
    return stage.at


def a_job_fails(stage: Stage) -> datetime:
    ran(stage.at, "find_disputes")
    stage.sim.faults.add("list_disputes", "server_error")
    with pytest.raises(schedule.jobs.JobFailed):
        schedule.run("find_disputes", stage.at)
    return stage.at


def a_rule_fails(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> datetime:
    def divides(at: datetime) -> Iterator[rules.Signal]:
        yield rules.Signal("queue_long", "", 1 // int(at is None))

    monkeypatch.setattr(rules, "RULES", (divides, *rules.RULES))
    return stage.at


@contextlib.contextmanager
def no_broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody listens at the broker's address, neither for the worker's tasks nor for the dashboard."""
    dead, alive = "redis://127.0.0.1:1/0", settings.CELERY_BROKER_URL
    settings.CELERY_BROKER_URL, settings.IS_TEST = dead, False
    with app.connection_for_write(dead) as link, app.amqp.Producer(link, auto_declare=False) as producer, monkeypatch.context() as patch:
        send = app.send_task
        patch.setattr(app, "send_task", lambda *given, **named: send(*given, **{**named, "producer": producer}))
        yield
    settings.CELERY_BROKER_URL, settings.IS_TEST = alive, True


@contextlib.contextmanager
def a_session_of_webs_hangs(monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection[Any]]:
    """The pages' login holds a transaction open for longer than is allowed, which here is a second."""
    monkeypatch.setattr(rules, "STATEMENT", 0)
    login, ours = urlsplit(os.environ["DATABASE_URL"]), connection.settings_dict
    with psycopg.connect(
        host=login.hostname, port=login.port, dbname=ours["NAME"], user=login.username, password=login.password
    ) as link:
        link.execute("SELECT 1")
        time.sleep(1.1)
        yield link
        link.rollback()


def many_tasks_wait(stage: Stage) -> datetime:
    with queues._client() as client:
        client.rpush(f"{queues.settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}money", *["{}"] * (rules.TASKS + 1))
    return stage.at


def pages_answer(status: int, seconds: float, times: int, at: datetime) -> datetime:
    for _ in range(times):
        traffic.tally.note("directory:search", "GET", status, seconds, at)
    traffic.tally.add()
    return at


def somebody_forges_messages(client: Client, at: datetime) -> datetime:
    """From one address for each, so that no limit stops it."""
    for number in range(rules.FORGED):
        answer = client.post("/webhooks/stripe/", b"{}", "application/json", headers={"stripe-signature": "t=1,v1=00"}, REMOTE_ADDR=f"10.1.0.{number}")
        assert answer.status_code == 400
    traffic.tally.add()
    return at


def somebody_guesses(client: Client, at: datetime) -> datetime:
    for number in range(rules.STOPPED + 12):
        client.post("/en/account/signup/", {"email": f"a{number}@example.com"}, REMOTE_ADDR="10.2.0.1")
    traffic.tally.add()
    return at


def a_message_waits(stage: Stage) -> datetime:
    processor.held(stage.sim)
    for delivery in stage.sim.deliveries.due():
        inbox.receive(delivery.body, delivery.signature, stage.at)
    return stage.at + 6 * MINUTE


def a_notice_waits(stage: Stage) -> datetime:
    with transaction.atomic():
        outbox.put(topic="notice", key="notice:0", payload={"notice": 0}, at=stage.at)
    return stage.at + 11 * MINUTE


def banks_ask(stage: Stage) -> datetime:
    for days in (0, 1, 2, 5, 6)[: rules.DISPUTES]:
        quarrels.opened(stage, stage.confirmed(starts_at=stage.wish().starts_at + timedelta(days=days)))
    return stage.at


def a_stranger_is_disputed(stage: Stage) -> datetime:
    stage.sim.disputes.open(str(processor.captured(stage.sim).charge_id))
    for event in stage.sim.take_events("charge.dispute.created"):
        disputes.disputed(event_from(event), clock.now())
    return stage.at


def a_switch_is_forgotten(stage: Stage) -> datetime:
    switches.turn(name="new_requests", is_on=False, by=OPERATOR, at=stage.at, why="the processor was away")
    return stage.at + 13 * HOUR


def it_rang(kind: str, at: datetime) -> datetime:
    """For what happens once: the event that its cause emits. The causes are tested where they are."""
    events.emit(kind, level=50, **({"step": "payment"} if kind == "smoke_failed" else {"booking": "CB-AAAAAA", "reason": "amount"}))
    return at


ONCE = tuple(kind for kind, known in KINDS.items() if not known.recovers)
