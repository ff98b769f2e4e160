"""The simulator over a real port of this machine: the API, webhooks, the control door, and a restart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from casaora.stripe import gateway
from casaora.stripe.errors import Unknown
from casaora.stripe.simulator import Simulator
from casaora.stripe.simulator.server import Server
from tests.stripe import scenes

OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with Server(Simulator(secrets=["whsec_ours", "whsec_theirs"])) as running:
        settings.STRIPE_API_BASE = running.url
        yield running


def ask(method: str, url: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": "application/json", **headers})
    try:
        with OPEN.open(request, timeout=5) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def test_the_gateway_works_over_the_wire(server: Server) -> None:
    hold = scenes.captured(server.sim)
    assert hold.status == "succeeded"
    assert scenes.page("2").url.startswith(server.url)


@pytest.mark.parametrize(("fault", "done"), [("timeout_before", False), ("timeout_after", True), ("garbled", True), ("server_error", False)])
def test_faults_over_the_wire_are_unknown(server: Server, fault: str, done: bool) -> None:
    hold = scenes.held(server.sim)
    assert ask("POST", f"{server.url}/_control/faults", {"operation": "capture", "kind": fault})[0] == 200
    with pytest.raises(Unknown):
        gateway.capture(hold.id, amount=hold.amount, key="capture")
    assert (gateway.read_hold(hold.id).status == "succeeded") is done


class Receiver(BaseHTTPRequestHandler):
    """Notes what arrives and answers with the next status of its list."""

    arrived: list[tuple[bytes, str]]
    statuses: list[int]
    enough: threading.Event

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.arrived.append((body, self.headers["Stripe-Signature"]))
        self.send_response(self.statuses.pop(0) if self.statuses else 200)
        self.end_headers()
        if b"checkout.session.completed" in body:
            self.enough.set()

    def log_message(self, format: str, *args: Any) -> None: ...


def test_events_are_posted_signed_to_the_address(settings: Any) -> None:
    kind = type("Kind", (Receiver,), {"arrived": [], "statuses": [500], "enough": threading.Event()})
    with HTTPServer(("127.0.0.1", 0), kind) as http:
        threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        sim = Simulator(secrets=["whsec_ours"])
        with Server(sim, webhook_url=f"http://127.0.0.1:{http.server_address[1]}/") as server:
            settings.STRIPE_API_BASE = server.url
            scenes.held(sim)
            assert kind.enough.wait(10)
        http.shutdown()
    events = [gateway.verify_event(body, signature, secrets=["whsec_ours"]) for body, signature in kind.arrived]
    assert [event.type for event in events] == [
        "payment_intent.created", "charge.succeeded", "payment_intent.amount_capturable_updated", "checkout.session.completed",
    ]  # fmt: skip
    states = {row["type"]: (row["state"], row["tries"]) for row in sim.deliveries.all()}
    assert states["payment_intent.created"] == ("pending", 1)
    assert states["charge.succeeded"] == ("delivered", 1)


def test_the_control_door_does_what_banks_and_owners_do(server: Server) -> None:
    control = f"{server.url}/_control"
    assert ask("GET", f"{control}/health")[1]["ok"] is True
    page = scenes.page()
    assert ask("POST", f"{control}/checkout/{page.id}/pay", {"card": "4242424242424242"})[1]["status"] == "complete"
    account = scenes.account(server.sim, state="incomplete")
    assert ask("POST", f"{control}/accounts/{account.id}", {"state": "ready"})[1]["payouts_enabled"] is True
    assert ask("POST", f"{control}/top_ups", {"amount": 10**9})[0] == 200
    transfer = scenes.sent(account.id)
    assert ask("POST", f"{control}/transfers/{transfer.id}/return", {"amount": 100})[1]["amount"] == 100
    assert ask("POST", f"{control}/settings", {"search_lag_seconds": 5})[0] == 200
    assert [row["id"] for row in ask("GET", f"{control}/objects/transfer")[1]] == [transfer.id]
    assert ask("DELETE", f"{control}/faults")[0] == 200
    assert ask("POST", f"{control}/faults", {"operation": "capture", "kind": "meteor"})[0] == 400
    assert ask("POST", f"{control}/meteors", {})[0] == 404


def test_only_this_machine_and_only_json_get_in(server: Server) -> None:
    assert server.http.server_address[0] == "127.0.0.1"
    assert ask("GET", f"{server.url}/_control/health", Host="evil.example")[0] == 400
    assert ask("POST", f"{server.url}/_control/faults", {}, **{"Content-Type": "text/plain"})[0] == 415


def test_a_restart_keeps_everything_and_goes_on(tmp_path: Path, settings: Any) -> None:
    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "casaora.stripe.simulator", "--port", "0", "--state", str(tmp_path / "state.sqlite3"), "--seed", "s"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ.copy())
        assert process.stdout is not None
        settings.STRIPE_API_BASE = process.stdout.readline().split()[-1]
        return process

    process = start()
    try:
        page = scenes.page()
        paid = ask("POST", f"{settings.STRIPE_API_BASE}/_control/checkout/{page.id}/pay", {})[1]
        process.kill()  # no farewell
        process.wait()
        process = start()
        hold = gateway.read_hold(paid["intent"])
        assert (hold.status, hold.reference) == ("requires_capture", "PY-1")
        assert gateway.read_checkout(page.id).id == page.id
        assert gateway.capture(hold.id, amount=hold.amount, key="capture").status == "succeeded"
        assert scenes.page("2").id != page.id
        waiting = ask("GET", f"{settings.STRIPE_API_BASE}/_control/deliveries")[1]
        assert len(waiting) == 6
    finally:
        process.terminate()
        assert process.wait(10) == 0
        assert process.stdout is not None
        process.stdout.close()


def test_the_same_seed_makes_the_same_ids() -> None:
    def ids(seed: str) -> list[str]:
        sim = Simulator(seed=seed)
        with gateway.use_http_client(sim.client):
            hold = scenes.captured(sim)
        return [hold.id, hold.charge_id, *(event["id"] for event in sim.objects("event"))]

    assert ids("a") == ids("a")
    assert not set(ids("a")) & set(ids("b"))
