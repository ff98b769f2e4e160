"""A session that nobody ends holds a lock: pages wait, it is found with the runbook's own statement, and ended. And a database that only reads."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.test import Client

from bookings.lifecycle import actions
from bookings.lifecycle.models import Booking
from casaora import schedule
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.ops import rules
from casaora.ops.runbooks import HERE
from tests.ops.drills.duty import Duty, sound
from tests.ops.listening import Ears, ears, open_now, watched  # noqa: F401
from tests.ops.trouble import MINUTE, ran

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = (HERE / "database-slow.en.md").read_text(encoding="utf-8")
#: The statement that the runbook tells people to type.
WHO_WAITS = next(found for found in re.findall(r"`(SELECT [^`]+)`", TEXT) if "pg_blocking_pids" in found)


@pytest.fixture
def requested(stage: Stage) -> Booking:
    return stage.authorized()


@pytest.fixture
def forgotten(requested: Booking) -> Iterator[psycopg.Connection[Any]]:
    """Somebody's terminal: a transaction that locks the bookings and is left open."""
    ours = connection.settings_dict
    made = psycopg.connect(host=ours["HOST"], port=ours["PORT"], dbname=ours["NAME"], user=ours["USER"], password=ours["PASSWORD"])
    made.execute("LOCK TABLE bookings_booking IN EXCLUSIVE MODE")
    yield made
    made.close()


def test_a_lock_that_nobody_gives_back_is_found_and_ended(
    stage: Stage, ears: Ears, requested: Booking, forgotten: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    waiting: list[Any] = []

    def decline() -> None:
        try:
            waiting.append(actions.decline(reference=requested.reference, by=stage.as_professional, at=stage.at))
        finally:
            connections.close_all()

    monkeypatch.setattr(rules, "STATEMENT", 0)  # a second instead of a minute
    thread = threading.Thread(target=decline)
    thread.start()
    time.sleep(1.2)
    at = stage.at + MINUTE
    watched(at)
    assert "database_slow" in open_now()
    assert any("has been running for" in word for word in ears.heard(at))

    with connection.cursor() as cursor:
        cursor.execute(WHO_WAITS)
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        (blocking,) = {pid for row in rows for pid in row["pg_blocking_pids"]}
        assert blocking == forgotten.info.backend_pid
        assert waiting == []
        cursor.execute("SELECT pg_terminate_backend(%s)", [blocking])
    thread.join(timeout=30)
    assert len(waiting) == 1
    watched(at + MINUTE)
    assert "database_slow" not in open_now()
    assert any(word.startswith("OVER: ") for word in ears.heard(at + MINUTE))
    monkeypatch.undo()
    sound(at + 2 * MINUTE)


def test_a_database_that_only_reads_is_told_without_it_and_caught_up_with(stage: Stage, ears: Ears, client: Client) -> None:  # noqa: F811
    booking = stage.authorized()
    assert booking.respond_by is not None
    ran(stage.at)
    at = booking.respond_by + 30 * MINUTE
    clock.set_to(at)
    cache.clear()
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    with pytest.raises(DatabaseError):
        schedule.run_job("auto_decline")
    assert [message.subject.partition("] ")[2] for message in mail.outbox][-1].startswith("ALARM: The database refuses to answer or to write")
    assert any("database-slow" in text for text in ears.posted)
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["database"]) == (503, "read only")
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
    assert client.get("/readyz").status_code == 200
    assert "auto_decline" in Duty().opens("clock-job")
    call_command("remedy", "run_jobs")
    booking.refresh_from_db()
    assert booking.state == "declined"
    sound(clock.now() + MINUTE)
