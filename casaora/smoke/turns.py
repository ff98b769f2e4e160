"""One journey at a time where time itself is moved: a leap of the clock ends whatever another journey has begun.

A lease would not do: it runs out by the very clock that is moved. The clock is a file of this machine, so its lock is one, too, and it ends with
the process that holds it, however that ends.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casaora.smoke.site import Refused


@contextmanager
def turn(clock_file: str, seconds: float) -> Iterator[None]:
    """Hold the clock for the block; waits so many seconds for another journey, then Refused. Nothing where there is no such file."""
    if not clock_file:
        yield
        return
    until = time.monotonic() + seconds
    with Path(f"{clock_file}.journey").open("w") as held:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Refused("another journey has held the demo clock for ten minutes") from None
                time.sleep(0.5)
        yield
