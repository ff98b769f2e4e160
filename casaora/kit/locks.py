"""Transaction-level advisory locks and the retry of a deadlock. Session locks are never used: a pool would leak them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from psycopg import errors

T = TypeVar("T")
#: One number for each kind of thing that is locked.
PROFESSIONAL, BATCH, SEAL = 1, 2, 3


def lock(kind: int, number: int) -> None:
    """Wait for, and hold until the transaction ends, the lock of one thing. Several at once: ascending numbers."""
    if not 0 <= number < 2**31:
        raise ValueError("an advisory lock's number is a positive int4")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, number])


def retried(verb: Callable[[], T], times: int = 3) -> T:
    """Run a whole transaction again when PostgreSQL chose it as a deadlock's victim or could not serialize it."""
    for attempt in range(times):
        try:
            return verb()
        except OperationalError as error:
            victim = isinstance(error.__cause__, errors.DeadlockDetected | errors.SerializationFailure)
            if not victim or attempt == times - 1:
                raise
            time.sleep(random.uniform(0.01, 0.05) * (attempt + 1))
    raise AssertionError("unreachable")
