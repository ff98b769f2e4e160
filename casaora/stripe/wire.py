"""How a call leaves: never out of a database transaction, and in tests never out of the process."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import connections

from casaora.kit import metrics
from casaora.stripe.errors import InsideTransaction, ProcessorError


class InProcess(Protocol):
    """Something that answers HTTP requests without a network: the simulator. Raises OSError for no answer."""

    def request(self, method: str, url: str, headers: Mapping[str, str], body: str) -> tuple[bytes, int, Mapping[str, str]]:
        """Body, status and headers of the answer."""
        ...


class Installed:
    """An in-process answerer in the shape that the SDK expects of its HTTP client."""

    name = "in-process"

    def __init__(self, inner: InProcess) -> None:
        self.inner = inner

    def request_with_retries(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None, **options: Any
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Answer at once; trying again is for attempts to decide."""
        return self.inner.request(method, url, headers, post_data or "")


_installed: InProcess | None = None


def installed() -> Any:
    """What answers calls instead of the network, if anything does."""
    return _installed


@contextmanager
def use_http_client(client: InProcess) -> Iterator[None]:
    """Within the block the calls of every thread are answered by ``client`` instead of the network."""
    global _installed
    before, _installed = _installed, client
    try:
        yield
    finally:
        _installed = before


def refuse_inside_transaction() -> None:
    """Raise InsideTransaction if a transaction is open. The block that a test case wraps around each test is known."""
    for connection in connections.all(initialized_only=True):
        if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
            raise InsideTransaction("the processor was called inside a database transaction")


@contextmanager
def timed() -> Iterator[None]:
    """Count a call of the processor, with its outcome and how long it took."""
    began, outcome = time.monotonic(), "succeeded"
    try:
        yield
    except ProcessorError as error:
        outcome = error.outcome
        raise
    finally:
        metrics.CALLS.labels(outcome=outcome).observe(time.monotonic() - began)
