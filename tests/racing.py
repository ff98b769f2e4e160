"""Running several verbs at the same moment, each in a thread with a connection of its own; a pytest plugin tells who won."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import pytest
from django.db import connection, connections

ROUNDS = int(os.environ.get("RACE_ROUNDS", "20"))
#: From so many rounds on, a legal winner that never won is a failure: the race is then not the race that it claims to be.
ENOUGH = 200
#: Seconds by which one contender starts ahead of the others, round after round: at a bare barrier the shorter path always wins.
HEADSTARTS = (0.0, 0.0, 0.005, 0.015, 0.04, 0.12)


def together(calls: Sequence[Callable[[], Any]], *, round_: int = 0) -> list[Any]:
    """Start every call at one barrier; the result of each, or the exception it raised.

    Round by round, another contender gets one of HEADSTARTS (in the first rounds none).
    """
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)
    ahead, pause = round_ % len(calls), HEADSTARTS[round_ // len(calls) % len(HEADSTARTS)]

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()  # before the barrier: what races is the verb, not the handshake
            barrier.wait(timeout=60)
            time.sleep(0 if number == ahead else pause)
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


class Finish(Protocol):
    """How a race ends: its name, who won how often, and all who may."""

    def __call__(self, name: str, winners: Counter[str], *, legal: Iterable[str], note: str = "") -> None: ...


@pytest.fixture
def finish(record_property: Callable[[str, object], None]) -> Finish:
    """Check the winners against the legal ones and put the race into the summary, which outlives the workers' output."""

    def ended(name: str, winners: Counter[str], *, legal: Iterable[str], note: str = "") -> None:
        allowed, won = set(legal), {w for w, n in winners.items() if n}
        shown = ", ".join(f"{who} {winners[who]}" for who in sorted(allowed | won))
        record_property("race", f"{name}: {ROUNDS} rounds: {shown}{f' ({note})' if note else ''}")
        assert won <= allowed, f"{won - allowed} won, which cannot be"
        assert ROUNDS < ENOUGH or won == allowed, f"{allowed - won} never won"

    return ended


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Every race with its rounds and winners, and what other tests counted."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind) if r.when == "call"]
    for name, title in (("race", "races: rounds and winners"), ("figure", "figures")):
        lines = sorted(str(value) for r in reports for key, value in r.user_properties if key == name)
        if lines:
            terminalreporter.section(f"{title} ({len(lines)})")
        for line in lines:
            terminalreporter.write_line(line)
