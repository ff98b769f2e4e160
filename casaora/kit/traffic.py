"""What the pages were asked and how fast they answered, in five-minute rows: every process adds its own now and then.

Kept in the database and not only in Prometheus, because the dashboard and the alarms must work where nobody has set one up.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from casaora.kit import clock, metrics
from casaora.kit.acting import acting, as_verb
from casaora.kit.middleware import Answer

log = logging.getLogger(__name__)
SPAN = timedelta(minutes=5)
#: Milliseconds: rows count how many answers came within each.
WITHIN = (100, 300, 1000, 3000)
#: More kinds of row than this are not kept while the database is away.
AT_MOST = 2000
#: Asked by machines every few seconds; they would say nothing of people's pages.
UNCOUNTED = frozenset({"healthz", "readyz", "metrics", "static"})
Key = tuple[datetime, str, str]
#: Where the longest stands among the counts: it is not a sum.
MOST = 5
#: Called after each addition: web's own moments to look around, whoever else has stopped.
after_adding: list[Callable[[], None]] = []


class Tally:
    """One process's answers since it last added them to the rows. Threads share it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rows: dict[Key, list[int]] = {}
        self.added_at = time.monotonic()

    def note(self, view: str, method: str, status: int, seconds: float, at: datetime) -> None:
        """Count one answer."""
        key = (at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0), view, method)
        ms = int(seconds * 1000)
        counts = [1, int(status >= 500), int(status == 429), int(400 <= status < 500 and status != 429), ms, ms, *(int(ms <= limit) for limit in WITHIN)]
        with self.lock:
            if key not in self.rows and len(self.rows) >= AT_MOST:
                return
            row = self.rows.setdefault(key, [0] * len(counts))
            most = max(row[MOST], ms)
            for place, number in enumerate(counts):
                row[place] += number
            row[MOST] = most

    def is_due(self, every: float) -> bool:
        """Whether it is time to add; True for one thread only."""
        with self.lock:
            if time.monotonic() - self.added_at < every:
                return False
            self.added_at = time.monotonic()
            return True

    def add(self) -> int:
        """Add what was counted to the rows; how many rows. While the database is away nothing is lost: it is added later."""
        with self.lock:
            taken, self.rows = self.rows, {}
        if not taken:
            return 0
        try:
            _write(taken)
        except DatabaseTrouble:
            with self.lock:
                for key, counts in taken.items():
                    row = self.rows.setdefault(key, [0] * len(counts))
                    self.rows[key] = [max(a, b) if place == MOST else a + b for place, (a, b) in enumerate(zip(row, counts, strict=True))]
            log.warning("what pages were asked could not be added up; it is tried again")
            return 0
        return len(taken)


def _write(rows: dict[Key, list[int]]) -> None:
    columns = "count, failed, limited, refused, total_ms, most_ms, within_100, within_300, within_1000, within_3000"
    sums = ", ".join(f"{c} = kit_traffic.{c} + excluded.{c}" for c in columns.split(", ") if c != "most_ms")
    with acting(person=None, groups=(), role=None, read_only=False), transaction.atomic(), as_verb(), connection.cursor() as cursor:
        # In one order everywhere, so that two processes that add at the same moment wait and do not deadlock.
        cursor.executemany(
            f"INSERT INTO kit_traffic (since, view, method, {columns}) VALUES ({', '.join(['%s'] * 13)}) "  # nosec B608: names above
            f"ON CONFLICT (since, view, method) DO UPDATE SET {sums}, most_ms = greatest(kit_traffic.most_ms, excluded.most_ms)",
            [(*key, *counts) for key, counts in sorted(rows.items())],
        )


tally = Tally()


class Measured:
    """Counts every answer by the name of its view. After RequestId, before everything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Prometheus hears of it at once, the rows in a while."""
        began = time.monotonic()
        response = self.get_response(request)
        seconds = time.monotonic() - began
        view = view_of(request)
        if view not in UNCOUNTED:
            method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
            metrics.REQUESTS.labels(view=view, method=method, status=f"{response.status_code // 100}xx").inc()
            metrics.LATENCY.labels(view=view).observe(seconds)
            tally.note(view, str(method), response.status_code, seconds, clock.now())
        if settings.TRAFFIC_EVERY and tally.is_due(settings.TRAFFIC_EVERY):
            tally.add()
            for look in after_adding:
                look()
        return response


def view_of(request: HttpRequest) -> str:
    """The name of the view that answered: a closed set, whatever was typed into the address."""
    if request.path.startswith(settings.STATIC_URL):
        return "static"
    kept: str = getattr(request, "answered_by", "")  # a whole page from the cache: its address was not resolved
    if kept:
        return kept
    match = request.resolver_match
    return (match.view_name or getattr(match.func, "__name__", "unnamed"))[:80] if match else "unmatched"
