"""The processor as the city meets it: pages that people fill in, and events that arrive. In process, or over HTTP."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import urlencode, urljoin, urlsplit

import requests
from django.conf import settings

from casaora.stripe import gateway
from casaora.stripe.simulator import Simulator, pages

#: An event as it travels: the raw body and its signature header.
Delivery = tuple[bytes, str]
HERE = ("127.0.0.1", "localhost")
#: Real seconds in which an event that is on its way arrives on one machine.
SOON = 0.5


class NoSimulator(RuntimeError):
    """There is no test processor to build against."""


class Processor(Protocol):
    """What the city needs beside the gateway."""

    def answering(self) -> AbstractContextManager[object]:
        """The block in which it answers the gateway and collects events."""
        ...

    def fill_in(self, url: str, **fields: str) -> str:
        """Post a form of one of its pages; where the person is led next, empty if the page stays."""
        ...

    def events(self, *, expected: bool = False) -> Iterator[Delivery]:
        """What has arrived since the last time; with ``expected`` it waits a moment for the first."""
        ...

    def refuse_next_capture(self) -> None:
        """Let the bank refuse the next capture for good."""
        ...

    def return_transfer(self, transfer_id: str) -> None:
        """Send a whole transfer back."""
        ...

    def dispute(self, charge_id: str, reason: str) -> str:
        """Let the cardholder's bank take a charge's money back for now; the dispute's id."""
        ...

    def decide(self, dispute_id: str, status: str) -> None:
        """Let the bank decide: won, lost."""
        ...


class InProcess:
    """The simulator of this very process: tests."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def answering(self) -> AbstractContextManager[object]:
        """Install it behind the gateway."""
        return gateway.use_http_client(self.sim.client)

    def fill_in(self, url: str, **fields: str) -> str:
        """Ask the page itself."""
        return pages.answer(self.sim, "POST", urlsplit(url).path, urlencode(fields), "es").location

    def events(self, *, expected: bool = False) -> Iterator[Delivery]:
        """Everything that is due, thereby delivered."""
        for delivery in self.sim.deliveries.due():
            self.sim.deliveries.answered(delivery, 200)
            yield delivery.body, delivery.signature

    def refuse_next_capture(self) -> None:
        """By a fault."""
        self.sim.faults.add("capture", "decline")

    def return_transfer(self, transfer_id: str) -> None:
        """As its bank would."""
        self.sim.banks.return_transfer(transfer_id)

    def dispute(self, charge_id: str, reason: str) -> str:
        """As the bank would."""
        return str(self.sim.disputes.open(charge_id, reason=reason)["id"])

    def decide(self, dispute_id: str, status: str) -> None:
        """As the bank would."""
        self.sim.disputes.close(dispute_id, status)


class OverHttp:
    """The simulator of ``make run``. Nobody serves our address yet, so its webhooks are taken in here meanwhile."""

    def __init__(self) -> None:
        self.base = settings.STRIPE_API_BASE.rstrip("/")
        if urlsplit(self.base).hostname not in HERE:
            raise NoSimulator("STRIPE_API_BASE does not name the simulator of this machine: the demo city takes no other processor")
        self.session = requests.Session()
        self.session.trust_env = False  # a proxy of the environment has no business on this machine
        self.arrived: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        self.is_listening = False

    def answering(self) -> AbstractContextManager[object]:
        """Take in the webhooks, unless the web is up and takes them itself."""
        self._ask("GET", "/_control/health")
        try:
            server = _Listener(self.arrived)
        except OSError:
            return nullcontext()
        self.is_listening = True
        return _serving(server)

    def fill_in(self, url: str, **fields: str) -> str:
        """Post the form over HTTP."""
        answer = self.session.post(url, data=fields, allow_redirects=False, timeout=10)
        return urljoin(url, answer.headers["Location"]) if "Location" in answer.headers else ""

    def events(self, *, expected: bool = False) -> Iterator[Delivery]:
        """What has come in."""
        wait = expected and self.is_listening
        while True:
            try:
                yield self.arrived.get(block=wait, timeout=SOON if wait else None)
            except queue.Empty:
                return
            wait = False

    def refuse_next_capture(self) -> None:
        """By a fault, through the control door."""
        self._ask("POST", "/_control/faults", {"operation": "capture", "kind": "decline"})

    def return_transfer(self, transfer_id: str) -> None:
        """Through the control door."""
        self._ask("POST", f"/_control/transfers/{transfer_id}/return")

    def dispute(self, charge_id: str, reason: str) -> str:
        """Through the control door."""
        return str(self._ask("POST", "/_control/disputes", {"charge": charge_id, "reason": reason})["id"])

    def decide(self, dispute_id: str, status: str) -> None:
        """Through the control door."""
        self._ask("POST", f"/_control/disputes/{dispute_id}/close", {"status": status})

    def control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask the simulator's control door; its answer. Raises NoSimulator."""
        return self._ask(method, f"/_control/{path}", body)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = self.session.request(method, self.base + path, json=body or {}, timeout=10)
        except requests.RequestException as error:
            raise NoSimulator(f"nothing answers at {self.base}: start it with `make run`") from error
        answer.raise_for_status()
        return answer.json()


class _Listener(ThreadingHTTPServer):
    """Our own address while the city is built: every POST is kept and answered with 200."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, arrived: queue.SimpleQueue[Delivery]) -> None:
        at = urlsplit(settings.SITE_URL)
        super().__init__((at.hostname or HERE[0], at.port or 80), _Handler)
        self.arrived = arrived


class _Handler(BaseHTTPRequestHandler):
    server: _Listener

    def do_POST(self) -> None:
        """Keep it; its signature is looked at when it is handled."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.arrived.put((body, self.headers.get("Stripe-Signature", "")))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def _serving(server: _Listener) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
