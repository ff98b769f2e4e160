"""What is counted: by Prometheus in several processes, by the rows of pages, and across the queue."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casaora import celery
from casaora.demo.scenes import Stage
from casaora.kit import clock, events, traffic
from casaora.kit.models import Traffic
from casaora.ops import queues
from tests.racing import together

pytestmark = pytest.mark.django_db
TOKEN = {"Authorization": "Bearer a-token-of-the-test"}


@pytest.fixture
def guarded(settings: Any) -> None:
    settings.METRICS_TOKEN = "a-token-of-the-test"


def test_without_a_token_there_is_no_such_page(client: Client) -> None:
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic a-token-of-the-test"])
def test_with_another_token_nothing_is_told(client: Client, guarded: None, header: str) -> None:
    answer = client.get("/metrics", headers={"Authorization": header})
    assert (answer.status_code, answer.content) == (401, b"")


def test_it_tells_counters_waiting_rows_jobs_objectives_and_the_books(client: Client, stage: Stage, guarded: None) -> None:
    stage.completed()
    client.get("/en/")
    with CaptureQueriesContext(connection) as asked:
        text = client.get("/metrics", headers=TOKEN).content.decode()
    assert len(asked) <= 25
    for name in (
        "casaora_events_total", "casaora_request_seconds_bucket", "casaora_processor_seconds_count", 'casaora_waiting{where="inbox"}',
        'casaora_waiting{where="queue_money"}', 'casaora_objective_share{objective="requests"} 1.0', "casaora_alarms_open", "casaora_switch_on",
        'casaora_ledger_minor{account="processor_cash",currency="COP"}',
    ):  # fmt: skip
        assert name in text, name
    assert stage.customer.user.email not in text
    assert stage.offering.professional.slug not in text


def test_several_processes_count_together(tmp_path: Any) -> None:
    count = "from casaora.kit import metrics; metrics.EVENTS.labels(event='x', source='cron').inc(); print('done')"
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", count], env=environment, check=True, capture_output=True)
    add = (
        "from prometheus_client import CollectorRegistry, generate_latest, multiprocess as m\n"
        "r = CollectorRegistry(); m.MultiProcessCollector(r); print(generate_latest(r).decode())"
    )
    said = subprocess.run([sys.executable, "-c", add], env=environment, check=True, capture_output=True, text=True).stdout
    assert 'casaora_events_total{event="x",source="cron"} 2.0' in said


def test_pages_are_counted_by_the_name_of_their_view_and_added_once(client: Client, stage: Stage) -> None:
    traffic.tally.rows.clear()
    client.get("/en/search/")
    client.get("/en/search/?q=somebody")
    client.get("/en/nothing-here/")
    client.post("/webhooks/stripe/", b"{}", content_type="application/json")
    client.get("/healthz")
    assert traffic.tally.add() == 3
    assert traffic.tally.add() == 0
    rows = {row.view: row for row in Traffic.objects.all()}
    assert set(rows) == {"directory:search", "unmatched", "stripe_webhook"}
    assert (rows["directory:search"].count, rows["directory:search"].failed) == (2, 0)
    assert (rows["stripe_webhook"].refused, rows["stripe_webhook"].method) == (1, "POST")
    assert rows["directory:search"].most_ms <= rows["directory:search"].total_ms


def test_two_processes_that_add_at_once_lose_nothing(transactional_db: None, at: Any) -> None:
    tallies = [traffic.Tally() for _ in range(4)]
    for tally in tallies:
        for ms in (10, 250, 2000):
            tally.note("a:page", "GET", 200, ms / 1000, at)
        tally.note("b:page", "GET", 503, 0.1, at)
    together([tally.add for tally in tallies])
    a, b = Traffic.objects.order_by("view")
    assert (a.count, a.total_ms, a.most_ms, a.within_100, a.within_300, a.within_1000, a.within_3000) == (12, 4 * 2260, 2000, 4, 8, 8, 12)
    assert (b.count, b.failed) == (4, 4)


def test_a_task_carries_the_request_that_asked_for_it(settings: Any) -> None:
    key = f"{settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}a-test-of-causes"
    with queues._client() as broker:
        broker.delete(key)  # of a run that was broken off
    with events.caused_by("fedcba9876543210"):
        celery.app.send_task("casaora.schedule.deliver_outbox", queue="a-test-of-causes", retry=False)
    with queues._client() as broker:
        (message,) = broker.lrange(key, 0, -1)  # type: ignore[misc]
        broker.delete(key)
    headers = json.loads(message)["headers"]
    assert headers[celery.CAUSE] == "fedcba9876543210"
    celery.take_cause(SimpleNamespace(request=SimpleNamespace(**{celery.CAUSE: "fedcba9876543210"})))
    assert events.request_id.get() == "fedcba9876543210"
    celery.take_cause(SimpleNamespace(request=SimpleNamespace()))
    assert len(events.request_id.get()) == 16
    events.request_id.set("")


def test_a_broker_that_is_away_is_said_so(settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(queues.BrokerAway):
        queues.depths()
    assert issubclass(queues.BrokerAway, ConnectionError)
    assert redis.__version__


def test_the_hour_of_a_row_is_cut_to_five_minutes(at: Any) -> None:
    tally = traffic.Tally()
    tally.note("a", "GET", 200, 0.1, at + timedelta(minutes=7, seconds=12))
    ((since, _view, _method),) = tally.rows
    assert since == at + timedelta(minutes=5)
    assert clock.now().tzinfo is not None
