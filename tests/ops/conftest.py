"""The journey's ground: the browser tests' world, and a worker that does its second's work all the time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connections

from casaora.kit import clock
from casaora.schedule import run_due
from tests.browser.conftest import World, world

__all__ = ["world"]


@pytest.fixture
def worked(world: World) -> Iterator[World]:
    """What worker and beat do, done every quarter of a second: mails leave, the processor's events are handled."""
    ending = threading.Event()

    def work() -> None:
        try:
            while not ending.wait(0.25):
                run_due(clock.now())
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    yield world
    ending.set()
    thread.join(timeout=30)
