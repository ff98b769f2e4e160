"""Who stands in the way of a statement that waits for a lock, seen from a connection beside it."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import psycopg

from casaora.kit.acting import SERVICE, WEB

WAITS_FOR = "SELECT relation::regclass::text FROM pg_locks WHERE pid = %s AND NOT granted AND relation IS NOT NULL LIMIT 1"
BLOCKERS = """
  SELECT pid, usename, application_name, state, extract(epoch FROM clock_timestamp() - xact_start)::int
  FROM pg_stat_activity WHERE pid = ANY(pg_blocking_pids(%s)) ORDER BY xact_start NULLS LAST"""


class Watch:
    """While the block runs, looks each half second who blocks the connection; ``said`` keeps the last answer after it.

    The question must be asked during the wait: afterwards nobody waits, and PostgreSQL's error does not name the holder.
    Statements of others are not shown: they may hold somebody's data.
    """

    def __init__(self, connection: Any) -> None:
        self.pid: int = connection.connection.info.backend_pid
        self.parameters = {**connection.get_connection_params(), "autocommit": True}
        self.said = ""
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join(5)

    def _look(self) -> None:
        if self.over.wait(0.4):
            return  # most runs are over before anybody could be in the way
        kept = {name: value for name, value in self.parameters.items() if name in ("host", "port", "user", "password", "dbname", "autocommit") or name.startswith("ssl")}
        with contextlib.suppress(psycopg.Error), psycopg.connect(**kept, connect_timeout=5) as beside:
            while not self.over.wait(0.5):
                self.said = self._ask(beside) or self.said

    def _ask(self, beside: psycopg.Connection[Any]) -> str:
        """In the service's name and in the web's: each sees only what its own sessions do."""
        seen: dict[int, tuple[Any, ...]] = {}
        for role in (SERVICE, WEB):
            beside.execute(f"SET ROLE {role}")
            for row in beside.execute(BLOCKERS, [self.pid]).fetchall():
                if row[0] not in seen or row[3] is not None:
                    seen[row[0]] = row
        beside.execute("RESET ROLE")
        if not seen:
            return ""
        table = beside.execute(WAITS_FOR, [self.pid]).fetchone()
        return f"{table[0] if table else 'a lock'} is held by " + " and ".join(_words(*row) for row in seen.values())


def _words(pid: int, login: str, application: str, state: str | None, seconds: int | None) -> str:
    more = [f"login {login}"] + ([application] if application else []) + ([state] if state else [])
    return f"process {pid} ({', '.join(more)}{f', its transaction began {seconds} s ago' if seconds is not None else ''})"
