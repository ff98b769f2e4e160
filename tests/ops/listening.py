"""Who hears of alarms in tests: a mailbox, and a small web server of our own in the place of a chat's webhook."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core import mail

from casaora import schedule
from casaora.kit import clock, outbox
from casaora.kit.models import JobRun
from casaora.ops.models import Alarm

OPS = "ops@example.com"


class Ears:
    """What was said, on both ways."""

    def __init__(self) -> None:
        self.posted: list[str] = []

    @property
    def mails(self) -> list[str]:
        """Subjects of the mails to operators, without the environment's name."""
        return [message.subject.partition("] ")[2] for message in mail.outbox if message.to == [OPS]]

    def heard(self, at: datetime) -> list[str]:
        """Deliver what is owed, and say what came by mail since the last time; the webhook heard the same."""
        before, posted = len(self.mails), len(self.posted)
        while outbox.deliver(max(at, clock.now()), topic="alarm")["done"]:
            pass
        new = self.mails[before:]
        assert [text.splitlines()[0].strip("*").partition("] ")[2] for text in self.posted[posted:]] == new
        return new


@pytest.fixture
def ears(settings: Any) -> Iterator[Ears]:
    """Both ways set up, and listened to."""
    listening = Ears()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listening.posted.append(json.loads(body)["text"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.ALARM_EMAILS = [OPS]
    settings.ALARM_WEBHOOK_URL = f"http://127.0.0.1:{server.server_address[1]}/hook"
    yield listening
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


def watched(at: datetime) -> JobRun:
    """The clock's own watch, once."""
    record = schedule.run("alarms", at)
    assert record is not None
    assert record.status == JobRun.SUCCEEDED
    return record


def open_now() -> set[str]:
    """The kinds of alarms that are open."""
    return set(Alarm.objects.filter(state=Alarm.OPEN).values_list("kind", flat=True))


def the(kind: str) -> Alarm:
    """The only alarm of this kind."""
    return Alarm.objects.get(kind=kind)
