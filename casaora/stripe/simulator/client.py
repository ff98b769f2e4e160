"""The simulator without a network: what the gateway installs in place of its HTTP client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casaora.stripe.simulator.core import Simulator


class Client:
    """Answers the SDK's requests in the same process. No answer is an OSError, as from a network."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def request(self, method: str, url: str, headers: Mapping[str, str], body: str) -> tuple[bytes, int, Mapping[str, str]]:
        """Body, status and headers."""
        answer = self.sim.request(method, url, headers, body)
        content = b"<html>not what you expected" if "garbled" in answer.body else answer.content()
        return content, answer.status, answer.headers
