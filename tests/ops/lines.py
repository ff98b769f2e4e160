"""What a process writes to its log, read back as a shipper would read it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from casaora.logs import JsonLine


class Lines(list[dict[str, Any]]):
    """Every line so far, with questions."""

    def __init__(self) -> None:
        super().__init__()
        self.raw = io.StringIO()

    def read(self) -> Lines:
        """Take in what was written since."""
        self.extend(json.loads(line) for line in self.raw.getvalue().splitlines())
        self.raw.seek(0)
        self.raw.truncate()
        return self

    def events(self, name: str) -> list[dict[str, Any]]:
        """The events of a name."""
        return [line for line in self.read() if line.get("event_name") == name]


@contextmanager
def written() -> Iterator[Lines]:
    """Within the block every line of every logger, from INFO up, as JSON."""
    lines = Lines()
    handler = logging.StreamHandler(lines.raw)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        lines.read()
