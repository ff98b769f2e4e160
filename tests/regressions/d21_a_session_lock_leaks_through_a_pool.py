"""The lock belonged to the connection and not to the transaction: back in the pool it stayed locked, and every later run waited or gave up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction

from casaora.kit import locks
from casaora.kit.locks import SEAL
from payouts.ledger import actions as ledger
from tests.racing import together

DEFECT = "a session-level advisory lock leaks through a pool"
pytestmark = pytest.mark.django_db
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"


def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is the session's, and whoever forgets it, or dies, leaves it there."""

    def of_the_session(kind: int, number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [kind, number])

    monkeypatch.setattr(locks, "lock", of_the_session)
    monkeypatch.setattr(ledger, "lock", of_the_session)


def on_a_connection_of_its_own(work: Any) -> tuple[int, int]:
    """How many advisory locks the connection has while the work is being done, and how many afterwards, when a pool would lend it out."""

    def one() -> tuple[int, int]:
        with connection.cursor() as cursor:
            with transaction.atomic():
                work()
                cursor.execute(HELD)
                during = cursor.fetchone()[0]
            cursor.execute(HELD)
            return during, cursor.fetchone()[0]

    (found,) = together([one])
    assert isinstance(found, tuple), found
    return found


def test_a_lock_ends_with_its_transaction() -> None:
    assert on_a_connection_of_its_own(lambda: locks.lock(SEAL, 7)) == (1, 0)


def test_a_job_that_locks_leaves_nothing_locked_behind(at: datetime) -> None:
    def job() -> tuple[int, int]:
        ledger.seal(at)
        with connection.cursor() as cursor:
            cursor.execute(HELD)
            return 0, cursor.fetchone()[0]

    assert together([job]) == [(0, 0)]
