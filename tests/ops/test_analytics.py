"""Product analytics: only of people who agreed, under another name, and only where somebody set it up."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client

from accounts.models import Consent
from accounts.users.actions import agree_to_be_counted
from accounts.users.queries import agrees_to_be_counted
from casaora.demo.scenes import Stage
from casaora.kit import analytics, outbox
from casaora.kit.models import Outgoing

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(settings: Any) -> Iterator[list[dict[str, Any]]]:
    """What somebody who listens on this machine is told."""
    bodies: list[dict[str, Any]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append({"path": self.path, **json.loads(self.rfile.read(int(self.headers["Content-Length"])))})
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.POSTHOG_KEY, settings.POSTHOG_HOST = "phc_test", f"http://127.0.0.1:{server.server_port}"
    yield bodies
    server.shutdown()
    server.server_close()


def test_nothing_is_written_where_nobody_set_it_up(stage: Stage) -> None:
    agree_to_be_counted(agrees=True, by=stage.as_customer, at=stage.at)
    stage.confirmed()
    assert not Outgoing.objects.filter(topic="analytics").exists()


def test_nothing_of_people_who_did_not_agree(stage: Stage, received: list[dict[str, Any]]) -> None:
    stage.confirmed()
    assert not Outgoing.objects.filter(topic="analytics").exists()


def test_steps_of_who_agreed_leave_without_a_name(stage: Stage, received: list[dict[str, Any]]) -> None:
    agree_to_be_counted(agrees=True, by=stage.as_customer, at=stage.at)
    booking = stage.confirmed()
    outbox.deliver(stage.at, topic="analytics")
    # The acceptance is the professional's, and she did not agree.
    assert [body["event"] for body in received] == ["booking_created", "booking_authorized"]
    first = received[0]
    assert (first["path"], first["api_key"], first["distinct_id"]) == ("/i/v0/e/", "phc_test", analytics.alias(stage.customer.pk))
    assert first["properties"]["booking"] == booking.reference
    text = json.dumps(received)
    for private in (stage.customer.user.email, stage.customer.user.last_name, stage.customer.phone):
        assert private not in text


def test_what_is_taken_back_stays_known_and_counts_no_more(stage: Stage, received: list[dict[str, Any]]) -> None:
    for agrees in (True, True, False, False, True, False):
        agree_to_be_counted(agrees=agrees, by=stage.as_customer, at=stage.at)
    assert not agrees_to_be_counted(stage.customer.pk)
    rows = Consent.objects.filter(purpose="analytics").order_by("pk")
    assert [(row.version, row.withdrawn_at is not None) for row in rows] == [("2026-11.1", True), ("2026-11.2", True)]
    stage.requested()
    assert not Outgoing.objects.filter(topic="analytics").exists()


def test_a_person_agrees_on_the_settings_page(stage: Stage, client: Client, received: list[dict[str, Any]]) -> None:
    client.force_login(stage.customer.user)
    assert "Help us improve" in client.get("/en/account/settings/").content.decode()
    assert "Ayúdanos a mejorar" in client.get("/es/account/settings/").content.decode()
    client.post("/en/account/settings/counting/", {"agrees": "on"})
    assert agrees_to_be_counted(stage.customer.pk)
    assert "You agreed. Thank you." in client.get("/en/account/settings/").content.decode()
    client.post("/en/account/settings/counting/", {})
    assert not agrees_to_be_counted(stage.customer.pk)


def test_the_page_does_not_ask_where_nothing_is_counted(stage: Stage, client: Client) -> None:
    client.force_login(stage.customer.user)
    assert "Help us improve" not in client.get("/en/account/settings/").content.decode()
    assert Client().post("/en/account/settings/counting/").status_code == 302
