"""The only place that asks the system what time it is.

Outside production a stored offset moves time for every process at once, so that waiting a day or until Tuesday
can be seen. The offset is a file, named by the setting ``DEMO_CLOCK``: web, worker, beat and the
processor's simulator read the same one. Production refuses to start with it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: One step of a leap, with all its jobs, takes less than this.
LEAP_SECONDS = 120


class NoDemoClock(RuntimeError):
    """Time can only be moved where ``DEMO_CLOCK`` names a file."""


def _file() -> Path | None:
    name = os.environ.get("DEMO_CLOCK", "")
    return Path(name) if name else None


def offset() -> timedelta:
    """How far the demo clock is ahead of the system's (zero without one)."""
    path = _file()
    if path is None:
        return timedelta()
    try:
        return timedelta(seconds=int(path.read_text() or 0))
    except FileNotFoundError:
        return timedelta()


def now() -> datetime:
    """The time, aware and in UTC, moved by the demo clock's offset where there is one."""
    return datetime.now(UTC) + offset()


def move(by: timedelta) -> datetime:
    """Move the demo clock and return the new time. May go backwards only when a demo city is being built."""
    path = _file()
    if path is None:
        raise NoDemoClock("set DEMO_CLOCK to a file's path to be able to move time")
    seconds = int((offset() + by).total_seconds())
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and renamed: a reader in another process never sees half a number.
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_text(str(seconds))
    beside.replace(path)
    return now()


@contextmanager
def leaping() -> Iterator[Callable[[], None]]:
    """While a demo clock leaps, jobs have not yet run at the new hour, and nobody is to wonder why. Call what it gives at each step."""
    path = _leap()
    if path is None:
        yield lambda: None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    try:
        yield path.touch
    finally:
        path.unlink(missing_ok=True)


def is_leaping() -> bool:
    """Whether some process moves the demo clock at this moment. A mark that is minutes old is of one that died."""
    path = _leap()
    try:
        return path is not None and time.time() - path.stat().st_mtime < LEAP_SECONDS
    except FileNotFoundError:
        return False


def _leap() -> Path | None:
    path = _file()
    return path.with_name(f"{path.name}.leaping") if path else None


def set_to(moment: datetime) -> datetime:
    """Move the demo clock so that it shows ``moment`` now."""
    return move(moment - now())
