"""Sentry, where it is configured: errors without people, and a check-in for each run of each clock job."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import brotli
import pytest
import sentry_sdk
from django.test import Client

from casaora import logs, schedule
from casaora.kit import clock
from casaora.timetable import JOBS

pytestmark = pytest.mark.django_db
Items = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def received() -> Iterator[Items]:
    """What a Sentry of this machine is told: (kind, item)."""
    items: Items = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding")
            lines = (gzip.decompress(body) if packed == "gzip" else brotli.decompress(body) if packed == "br" else body).split(b"\n")
            for header, item in zip(lines[1::2], lines[2::2], strict=False):
                items.append((json.loads(header)["type"], json.loads(item)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    before = sentry_sdk.get_client()
    logs.start_sentry(f"http://key@127.0.0.1:{server.server_port}/1", "staging", "r1", 0.0)
    yield items
    sentry_sdk.get_global_scope().set_client(before)
    server.shutdown()
    server.server_close()


def test_each_run_of_a_job_is_a_check_in_with_its_schedule(received: Items, at: datetime) -> None:
    clock.set_to(at)
    schedule.run_job("auto_decline")
    schedule.run_job("plan_payouts")
    sentry_sdk.flush()
    runs = [item for kind, item in received if kind == "check_in"]
    assert [(run["monitor_slug"], run["status"]) for run in runs] == [
        ("auto-decline", "in_progress"), ("auto-decline", "ok"), ("plan-payouts", "in_progress"), ("plan-payouts", "ok"),
    ]  # fmt: skip
    assert runs[0]["monitor_config"]["schedule"] == {"type": "crontab", "value": "* * * * *"}
    assert runs[2]["monitor_config"]["schedule"]["value"] == "0,1 * * * *"
    assert {run["release"] for run in runs} == {"r1"}


def test_every_job_has_a_schedule_that_sentry_understands() -> None:
    for job in JOBS.values():
        made = schedule._monitored(job)["schedule"]["value"]
        assert len(made.split(" ")) == 5
        assert " ".join(str(part) for part in (job.every._orig_minute, job.every._orig_hour)) == " ".join(made.split(" ")[:2])


def test_an_error_of_a_page_is_told_without_what_somebody_typed(received: Items, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False

    def broken() -> None:
        secret = "-".join(("hunter", "two"))  # the lines of the source are told, what stands in its names is not
        raise RuntimeError(f"no {len(secret)}")

    monkeypatch.setattr("casaora.ops.health.states", broken)
    typed = "@".join(("camila", "example.com"))
    assert client.get(f"/readyz?q={typed}").status_code == 500
    sentry_sdk.flush()
    errors = [item for kind, item in received if kind == "event"]
    assert len(errors) == 1
    text = json.dumps(errors)
    assert "RuntimeError" in text
    for private in ("hunter-two", typed, "sessionid"):
        assert private not in text
