"""Running several verbs at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, connections

ROUNDS = int(os.environ.get("RACE_ROUNDS", "20"))


def together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start every call at one barrier; the result of each, or the exception it raised."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()  # before the barrier: what races is the verb, not the handshake
            barrier.wait(timeout=60)
            results[number] = call()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n, c)) for n, c in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
        assert not thread.is_alive(), "a thread hangs"
    return results
