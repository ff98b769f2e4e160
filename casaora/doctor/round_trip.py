"""How far away the database is: what one statement and one page's statements take, and what they would take elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from casaora.doctor.database import connect

#: Statements of a page at most; tests hold each page to its number (search, professional's page, home pages).
PAGES = {"search": 6, "a professional's page": 10, "a home page": 12}
#: Beside its statements a GET asks whether the kept connection lives, begins with the person, and commits.
AROUND = 3
#: Round trips, in milliseconds, at which the effect is computed: another region of a continent, another continent, across an ocean.
ELSEWHERE = (20, 60, 120)
ROUNDS, PAGE_ROUNDS = 300, 40


def quantile(times: list[float], share: float) -> float:
    """The time, in milliseconds, that ``share`` of the times do not exceed: the nearest of them, none made up."""
    ordered = sorted(times)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] * 1000


def measure(values: Mapping[str, str]) -> dict[str, Any]:
    """p50 and p95 in milliseconds as the web's login, and the computed p50 of each page at other distances."""
    with connect(values["DATABASE_URL"]) as connection:
        one = _timed(lambda: connection.execute("SELECT 1"), ROUNDS)
        pages = {name: _timed(lambda number=number: _page(connection, number), PAGE_ROUNDS) for name, number in PAGES.items()}  # type: ignore[misc]
    here = quantile(one, 0.5)
    return {
        "select_1": _both(one),
        "pages": {
            name: {
                "statements": PAGES[name], "round_trips": PAGES[name] + AROUND, **_both(times),
                "computed_p50_ms": {str(far): round(quantile(times, 0.5) + (PAGES[name] + AROUND) * max(0.0, far - here), 1) for far in ELSEWHERE},
            }
            for name, times in pages.items()
        },
    }  # fmt: skip


def _timed(act: Callable[[], object], rounds: int) -> list[float]:
    act()  # the first pays for what is read once
    times = []
    for _ in range(rounds):
        began = perf_counter()
        act()
        times.append(perf_counter() - began)
    return times


def _page(connection: Any, statements: int) -> None:
    """What a GET sends, with the cheapest statement in each place: the distance, not the work."""
    connection.execute("SELECT 1")
    connection.execute("BEGIN READ ONLY; SET LOCAL casaora.person = ''; SET LOCAL casaora.groups = ''")
    for _ in range(statements):
        connection.execute("SELECT 1")
    connection.execute("COMMIT")


def _both(times: list[float]) -> dict[str, float]:
    return {"p50_ms": round(quantile(times, 0.5), 3), "p95_ms": round(quantile(times, 0.95), 3)}


def lines(measured: Mapping[str, Any]) -> list[str]:
    """For a terminal."""
    one = measured["select_1"]
    said = [f"one statement: p50 {one['p50_ms']} ms, p95 {one['p95_ms']} ms"]
    for name, page in measured["pages"].items():
        elsewhere = ", ".join(f"{far} ms away {value:.0f} ms" for far, value in page["computed_p50_ms"].items())
        said.append(f"{name} ({page['round_trips']} round trips): p50 {page['p50_ms']} ms, p95 {page['p95_ms']} ms; computed: {elsewhere}")
    return said
