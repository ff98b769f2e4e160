"""An answer kept for a short while: one caller makes it, the others wait a moment or are content with the last one.

For what is the same for everybody who asks the same. Values are plain (text, numbers, tuples), so that a release can read what the
one before it wrote; the key carries the release all the same. While the cache is away everybody makes their own.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache

T = TypeVar("T")
#: As new as anybody needs it.
FRESH = timedelta(seconds=45)
#: Good enough while somebody else makes a new one.
KEPT = timedelta(seconds=120)
#: Seconds after which whoever makes it is thought to have died.
MAKING = 10
#: Seconds that others wait for the first one, before they make their own.
PATIENCE, LOOK = 0.8, 0.04


def remembered(name: str, make: Callable[[], T], *, at: datetime, fresh: timedelta = FRESH) -> T:
    """What ``make`` answered within the last ``fresh``, else a new answer. ``name`` holds everything that the answer depends on.

    The age is reckoned with ``at``: a demo clock that leaps makes everything old. What ``make`` raises is raised, and nothing kept.
    """
    key = key_of(name)
    entry = cache.get(key)
    if _is_within(entry, at, fresh):
        return entry[1]  # type: ignore[no-any-return]
    if not cache.add(f"{key}:making", 1, MAKING):
        if _is_within(entry, at, KEPT):
            return entry[1]  # type: ignore[no-any-return]
        entry = _awaited(key, at, fresh)
        if entry is not None:
            return entry[1]  # type: ignore[no-any-return]
    try:
        made = make()
        cache.set(key, (at, made), KEPT.total_seconds())
    finally:
        cache.delete(f"{key}:making")
    return made


def known(name: str, *, at: datetime, fresh: timedelta = FRESH) -> Any:
    """The fresh answer of that name, or None: for a caller who would rather make it another way."""
    entry = cache.get(key_of(name))
    return entry[1] if _is_within(entry, at, fresh) else None


def keep(name: str, value: Any, *, at: datetime) -> None:
    """Put an answer in place that was made on the way to another."""
    cache.set(key_of(name), (at, value), KEPT.total_seconds())


def key_of(name: str) -> str:
    """A short key: names hold what people typed."""
    return f"remembered:{hashlib.sha256(f'{settings.RELEASE}|{name}'.encode()).hexdigest()[:40]}"


def _is_within(entry: Any, at: datetime, age: timedelta) -> bool:
    return isinstance(entry, tuple) and abs(at - entry[0]) <= age


def _awaited(key: str, at: datetime, fresh: timedelta) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        time.sleep(LOOK)
        entry = cache.get(key)
        if _is_within(entry, at, fresh):
            return entry
    return None
