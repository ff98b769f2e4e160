"""Every statement of a page or a job is explained where it runs: with its own values, as its own role."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from casaora.kit.acting import now_acting

READS, WRITES = ("SELECT", "WITH"), ("INSERT", "UPDATE", "DELETE")


class WorkBegins(BaseException):
    """The job knows what is due and begins to write. No Exception: a job survives those, and would go on."""


@dataclass(frozen=True)
class Scan:
    """One node of a plan that reads a table: how, through which index, and how many rows (those thrown away included)."""

    table: str
    kind: str
    index: str
    rows: float
    sql: str
    role: str | None  # None: the login, which is the service


@dataclass
class Explained:
    """What was read while it listened."""

    scans: list[Scan] = field(default_factory=list)
    stops_at_work: bool = False

    def of(self, *tables: str) -> list[Scan]:
        """The reads of these tables."""
        return [scan for scan in self.scans if scan.table in tables]

    def too_much(self, sizes: dict[str, int], share: float, few: int) -> list[str]:
        """Sequential scans of the tables that are counted, and reads of more than ``few`` rows and this share of them. In words."""
        return [
            f"{scan.kind} of {scan.table} by {scan.index or 'no index'}: {scan.rows:.0f} of {sizes[scan.table]} rows, for {scan.sql}"
            for scan in self.scans
            if scan.table in sizes and (scan.kind == "Seq Scan" or scan.rows > max(few, share * sizes[scan.table]))
        ]

    def listen(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        """A wrapper of Django's: explain, then do it. What reads is run twice, because only that tells how many rows were thrown away."""
        verb = str(sql).lstrip("( \n").split(None, 1)[0].upper()
        if verb in READS + WRITES and not many:
            how = "ANALYZE, TIMING OFF, " if verb in READS else ""
            execute(f"EXPLAIN ({how}FORMAT JSON) {sql}", params, many, context)
            said = context["cursor"].fetchone()[0]
            plan = json.loads(said) if isinstance(said, str) else said
            self.scans += _scans(plan[0]["Plan"], str(sql))
        if verb in WRITES and self.stops_at_work:
            raise WorkBegins
        return execute(sql, params, many, context)


def _scans(node: dict[str, Any], sql: str, index: str = "") -> Iterator[Scan]:
    index = node.get("Index Name", index)
    below = node.get("Plans", [])
    if "Relation Name" in node and "Scan" in node["Node Type"]:
        if node["Node Type"] == "Bitmap Heap Scan":
            index = ", ".join(_names(node))
        read = node.get("Actual Rows", 0) + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        yield Scan(node["Relation Name"], node["Node Type"], index, read * node.get("Actual Loops", 1), sql, now_acting().role)
    for child in below:
        yield from _scans(child, sql)


def _names(node: dict[str, Any]) -> Iterator[str]:
    for child in node.get("Plans", []):
        if "Index Name" in child:
            yield child["Index Name"]
        yield from _names(child)


@contextmanager
def explained(*, stops_at_work: bool = False) -> Iterator[Explained]:
    """Explain all that happens in the block; on demand only until somebody writes: what a job asks before it works."""
    found = Explained(stops_at_work=stops_at_work)
    with suppress(WorkBegins), connection.execute_wrapper(found.listen):
        yield found
