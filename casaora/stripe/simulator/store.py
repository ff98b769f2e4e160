"""Where the simulator keeps everything: one SQLite file (or memory), read and written by whole objects."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import string
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Obj = dict[str, Any]
_LETTERS = string.digits + string.ascii_letters
SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (n INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, owner TEXT, created INTEGER, body TEXT);
CREATE INDEX IF NOT EXISTS objects_kind ON objects (kind, owner, n);
CREATE INDEX IF NOT EXISTS objects_intent ON objects (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS objects_group ON objects (kind, json_extract(body, '$.transfer_group'));
CREATE INDEX IF NOT EXISTS objects_source ON objects (kind, json_extract(body, '$.source'));
CREATE TABLE IF NOT EXISTS movements (owner TEXT, currency TEXT, net INTEGER, available_on INTEGER);
CREATE INDEX IF NOT EXISTS movements_owner ON movements (owner, currency, available_on, net);
CREATE TABLE IF NOT EXISTS keys (owner TEXT, key TEXT, digest TEXT, created INTEGER, status INTEGER, body TEXT, PRIMARY KEY (owner, key));
CREATE TABLE IF NOT EXISTS timers (n INTEGER PRIMARY KEY, due INTEGER, kind TEXT, target TEXT);
CREATE INDEX IF NOT EXISTS timers_due ON timers (due, n);
CREATE TABLE IF NOT EXISTS deliveries (n INTEGER PRIMARY KEY, event TEXT, endpoint INTEGER, due INTEGER, tries INTEGER, state TEXT);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due, n);
CREATE TABLE IF NOT EXISTS faults (n INTEGER PRIMARY KEY, operation TEXT, kind TEXT, left INTEGER, probability REAL, seconds REAL, asked INTEGER);
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT);
"""


class Store:
    """Objects by id, each a dict of JSON values. Keys that begin with ``_`` are the simulator's own and never answered."""

    def __init__(self, path: str | Path | None, seed: str) -> None:
        self.lock = threading.RLock()
        self.db = sqlite3.connect(str(path) if path else ":memory:", check_same_thread=False, isolation_level=None, timeout=10)
        if path:
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(SCHEMA)
        # A state that was begun with a seed keeps it, or a restart would repeat its ids.
        self.db.execute("INSERT OR IGNORE INTO meta VALUES ('seed', ?)", [seed])
        self.db.execute("DELETE FROM keys WHERE status IS NULL")  # in progress when the last process ended
        self.seed: str = self.meta("seed")
        self._depth = 0

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one at a time; a block inside another belongs to it."""
        with self.lock:
            if self._depth == 0:
                self.db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self.db.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self.db.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement; its rows."""
        with self.lock:
            return self.db.execute(sql, values).fetchall()

    def meta(self, name: str, default: str = "") -> str:
        """A setting or counter by name."""
        found = self.rows("SELECT value FROM meta WHERE name = ?", name)
        return str(found[0][0]) if found else default

    def set_meta(self, name: str, value: Any) -> None:
        """Keep a setting or counter."""
        self.rows("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, str(value))

    def draw(self, name: str) -> str:
        """The next of an endless row of hex digests: the same for the same seed, name and turn."""
        turn = int(self.meta(f"turn:{name}", "0")) + 1
        self.set_meta(f"turn:{name}", turn)
        return hashlib.sha256(f"{self.seed}|{name}|{turn}".encode()).hexdigest()

    def chance(self, name: str) -> float:
        """The next pseudo-random number from 0 to 1 under the seed."""
        return int(self.draw(name)[:12], 16) / 16**12

    def new_id(self, prefix: str) -> str:
        """A fresh id, such as ``pi_…`` with 24 characters."""
        number = int(self.draw(prefix), 16)
        letters = []
        for _ in range(24):
            number, rest = divmod(number, len(_LETTERS))
            letters.append(_LETTERS[rest])
        return f"{prefix}_{''.join(letters)}"

    def insert(self, body: Obj, owner: str = "") -> Obj:
        """Keep a new object."""
        self.rows(
            "INSERT INTO objects (id, kind, owner, created, body) VALUES (?, ?, ?, ?, ?)",
            body["id"], body["object"], owner, body.get("created", 0), json.dumps(body),
        )  # fmt: skip
        return body

    def save(self, body: Obj) -> Obj:
        """Keep the changes of an object."""
        self.rows("UPDATE objects SET body = ? WHERE id = ?", json.dumps(body), body["id"])
        return body

    def get(self, identifier: str, kind: str = "") -> Obj | None:
        """The object of an id, if it is there (and of that kind)."""
        found = self.rows("SELECT body, kind FROM objects WHERE id = ?", identifier)
        if not found or (kind and found[0][1] != kind):
            return None
        body: Obj = json.loads(found[0][0])
        return body

    def owner_of(self, identifier: str) -> str:
        """Whose object it is: a connected account's id, or empty for the platform."""
        found = self.rows("SELECT owner FROM objects WHERE id = ?", identifier)
        return str(found[0][0]) if found else ""

    def all(self, kind: str, **equal: Any) -> list[Obj]:
        """Every object of a kind, oldest first, whose top-level properties equal these."""
        where = "".join(f" AND json_extract(body, '$.{name}') = ?" for name in equal)
        sql = f"SELECT body FROM objects WHERE kind = ?{where} ORDER BY n"  # nosec B608
        found = self.rows(sql, kind, *equal.values())
        return [json.loads(row[0]) for row in found]
