"""The simulator over HTTP on this machine: the API, the hosted pages, the control door, and webhooks sent to an address."""

from __future__ import annotations

import json
import sys
import threading
import traceback
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from casaora.stripe.simulator import control, pages
from casaora.stripe.simulator.core import Simulator
from casaora.stripe.simulator.errors import ApiError, NoAnswer

HOST = "127.0.0.1"
LARGEST = 1_000_000
ASSETS = Path(__file__).resolve().parent / "assets"
#: The product's own fonts, where they are; the pages read well without.
FONTS = Path(__file__).resolve().parents[3] / "static" / "fonts"
FILES = {
    "page.css": (ASSETS, "text/css; charset=utf-8"),
    "faustina-latin-wght-normal.woff2": (FONTS, "font/woff2"),
    "figtree-latin-wght-normal.woff2": (FONTS, "font/woff2"),
}


def _only_json() -> Any:
    """So that no web page elsewhere can post to the control door."""
    return {"error": "application/json only"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    #: Head and body leave in two writes; without this the second waits 40 ms for the other side's acknowledgement.
    disable_nagle_algorithm = True
    timeout = 30
    sim: Simulator

    def _answer(self) -> None:
        path, body = urlsplit(self.path).path, self._body()
        # A name that leads here from elsewhere is somebody's trick: only this machine's own names are served.
        if self.headers.get("Host", "").rsplit(":", 1)[0] not in (HOST, "localhost") or body is None:
            self._send(400, b"", "text/plain")
        elif path.startswith("/v1/"):
            self._api(body)
        elif path.startswith("/_control/"):
            self._control(path.removeprefix("/_control/"), body)
        elif path.startswith("/assets/"):
            self._file(path.removeprefix("/assets/"))
        else:
            self._page(path, body)

    do_GET = do_POST = do_DELETE = _answer

    def _body(self) -> str | None:
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(length).decode() if length <= LARGEST else None

    def _api(self, body: str) -> None:
        try:
            answer = self.sim.request(self.command, self.path, dict(self.headers.items()), body)
        except NoAnswer:
            self.close_connection = True
            return
        content = b"<html>not what you expected" if "garbled" in answer.body else answer.content()
        self._send(answer.status, content, "application/json", **answer.headers)

    def _control(self, path: str, body: str) -> None:
        status, said = 415, _only_json()
        if self.command != "POST" or self.headers.get("Content-Type", "").split(";")[0] == "application/json":
            try:
                status, said = control.answer(self.sim, self.command, path, json.loads(body or "{}"))
            except ApiError as error:
                status, said = error.status, error.body
        self._send(status, json.dumps(said).encode(), "application/json")

    def _file(self, name: str) -> None:
        folder, kind = FILES.get(name, (ASSETS, ""))
        if not kind or not (folder / name).is_file():
            self._send(404, b"", "text/plain")
            return
        self._send(200, (folder / name).read_bytes(), kind, **{"Cache-Control": "max-age=3600"})

    def _page(self, path: str, body: str) -> None:
        page = pages.answer(self.sim, self.command, path, body, self.headers.get("Accept-Language", ""))
        leads_to = " ".join(("'self'", *page.origins))
        policy = (f"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action {leads_to}; "
                  "base-uri 'none'; frame-ancestors 'none'")  # fmt: skip
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
                   "Referrer-Policy": "same-origin"}  # fmt: skip
        if page.location:
            headers["Location"] = page.location
        self._send(page.status, page.html.encode(), "text/html; charset=utf-8", **headers)

    def _send(self, status: int, content: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, "".join(value.splitlines()))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a line for each request helps nobody."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what failed; a person who closed her browser is not a failure."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            traceback.print_exc()


class Server:
    """A running simulator: ``url`` is where. A context manager; ``webhook_url`` takes the events."""

    def __init__(self, sim: Simulator, *, port: int = 0, webhook_url: str = "") -> None:
        handler = type("Handler", (_Handler,), {"sim": sim})
        self.http = _Server((HOST, port), handler)
        self.sim, self.webhook_url = sim, webhook_url
        self.url = sim.base_url = f"http://{HOST}:{self.http.server_address[1]}"
        self._woken, self._ending = threading.Event(), False
        sim.deliveries.wake = self._woken.set
        # No proxy of the environment: the address is on this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._threads = [threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)]
        if webhook_url:
            self._threads.append(threading.Thread(target=self._deliver, daemon=True))

    def __enter__(self) -> Server:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ending = True
        self._woken.set()
        self.http.shutdown()
        self.http.server_close()
        for thread in self._threads:
            thread.join(timeout=15)

    def wait(self) -> None:
        """Until the server ends."""
        self._threads[0].join()

    def _deliver(self) -> None:
        """Send what is due, when something is queued and once a second, because time moves too."""
        while not self._ending:
            self._woken.wait(timeout=1)
            self._woken.clear()
            try:
                for delivery in self.sim.deliveries.due():
                    if self._ending:
                        return
                    self.sim.deliveries.answered(delivery, self._post(delivery.body, delivery.signature))
            except Exception:
                traceback.print_exc()  # the next second tries again; nothing is lost

    def _post(self, body: bytes, signature: str) -> int:
        """The status of one try; 599 when nobody answers."""
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
        request = urllib.request.Request(self.webhook_url, data=body, headers=headers, method="POST")
        try:
            with self._opener.open(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except (OSError, ValueError):
            return 599
