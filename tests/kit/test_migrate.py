"""A migration gives way to whoever holds a lock: it gives up soon, says who it was, and leaves nothing half done."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

LAST, BEFORE = "0014_one_shape_of_steps", "0013_presence"
COLUMNS = "SELECT table_name, column_name, data_type, character_maximum_length FROM information_schema.columns WHERE table_name LIKE 'bookings%' ORDER BY 1, 2"


def login(name: str, database: str) -> str:
    return urlsplit(os.environ[name])._replace(path=f"/{database}").geturl()


def migrate(database: str, *words: str) -> tuple[int, str, float]:
    """(exit code, what it said, seconds)."""
    began = monotonic()
    made = subprocess.run(
        [sys.executable, "manage.py", "migrate", *words], cwd=settings.BASE_DIR, env={**os.environ, "DATABASE_SERVICE_URL": login("DATABASE_SERVICE_URL", database)},
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    return made.returncode, made.stdout + made.stderr, monotonic() - began


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """One of its own, at the release before ``LAST``: nobody else's tables go back and forth."""
    name = f"casaora_migrating_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(login("DATABASE_SERVICE_URL", "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            assert migrate(name, "bookings", BEFORE)[0] == 0
            yield name
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def state(database: str) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Which of the bookings' migrations ran, and what their tables look like."""
    with psycopg.connect(login("DATABASE_SERVICE_URL", database)) as connection:
        return connection.execute("SELECT app, name FROM django_migrations WHERE app = 'bookings' ORDER BY id").fetchall(), connection.execute(COLUMNS).fetchall()


@contextmanager
def reader(database: str, name: str = "DATABASE_URL") -> Iterator[psycopg.Connection]:
    """A transaction that has read one table and was then forgotten, as a stuck request or somebody's open psql."""
    with psycopg.connect(login(name, database), application_name="somebody's report") as connection:
        connection.execute("SELECT count(*) FROM bookings_issuestep")
        yield connection


def let_go_once_it_gave_up(database: str, holder: psycopg.Connection) -> None:
    """The lock goes after the first try has waited for it in vain, however long the command takes to start."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    with psycopg.connect(login("DATABASE_ADMIN_URL", "postgres"), autocommit=True) as admin:
        for seen in (True, False):
            ends = monotonic() + 60
            while monotonic() < ends and bool((admin.execute(waiting, [database]).fetchone() or (0,))[0]) is not seen:
                sleep(0.05)
    holder.rollback()


@pytest.mark.parametrize(("name", "who"), [("DATABASE_URL", "casaora_web"), ("DATABASE_SERVICE_URL", "casaora_service")])
def test_it_gives_up_soon_says_who_and_leaves_nothing_half_done(database: str, name: str, who: str) -> None:
    before = state(database)
    with reader(database, name) as holder:
        code, said, seconds = migrate(database, "--lock-timeout", "1.5", "--tries", "1")
        assert f"bookings_issuestep is held by process {holder.info.backend_pid} (login {who}, somebody's report, idle in transaction, its transaction began" in said
    assert code == 1
    assert "Not migrated: after 1 tries" in said
    assert "Traceback" not in said
    assert seconds < 15  # most of it is Python's start
    assert state(database) == before


def test_who_waits_behind_it_waits_no_longer_than_it_does(database: str) -> None:
    with reader(database):
        thread = threading.Thread(target=migrate, args=(database, "--lock-timeout", "1.5", "--tries", "1"))
        thread.start()
        longest = 0.0
        with psycopg.connect(login("DATABASE_SERVICE_URL", database), autocommit=True) as other:
            while thread.is_alive():
                began = monotonic()
                other.execute("SELECT count(*) FROM bookings_issuestep")
                longest = max(longest, monotonic() - began)
        thread.join()
    assert longest < 3


def test_a_statement_that_takes_too_long_is_undone_in_words(database: str) -> None:
    before = state(database)
    with reader(database):
        code, said, _ = migrate(database, "--lock-timeout", "60", "--statement-timeout", "0.8", "--tries", "1")
    assert code == 1
    assert "A statement took longer than 0.8 s and was undone" in said
    assert state(database) == before


def test_it_tries_again_and_tidies_what_an_interrupted_run_left(database: str) -> None:
    with psycopg.connect(login("DATABASE_ADMIN_URL", database), autocommit=True) as admin:
        admin.execute("SET ROLE casaora_owner")
        admin.execute("CREATE INDEX half_made ON bookings_issuestep (why)")
        admin.execute("RESET ROLE")
        admin.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'half_made'::regclass")
    with reader(database, "DATABASE_URL") as holder:
        later = threading.Thread(target=let_go_once_it_gave_up, args=(database, holder))
        later.start()
        code, said, _ = migrate(database, "--lock-timeout", "1.5", "--tries", "4")
        later.join()
    assert code == 0, said
    assert "Try 2 of 4 in 2 s." in said
    assert "Dropped the index half_made" in said
    assert ("bookings", LAST) in state(database)[0]
