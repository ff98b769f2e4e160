"""Visitors read a real streaming replica; everybody else, and everybody while it is away, the primary."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from environ import Env

from bookings.directory import queries
from casaora.databases import configured
from casaora.demo.scenes import Stage
from casaora.kit import replica
from casaora.kit.acting import WEB, acting
from casaora.kit.replica import REPLICA
from casaora.local.postgres import Postgres
from casaora.local.processes import free_port
from tests.ops.keeping import ADMIN

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("safekeeping")]
PAGES = ["/en/", "/en/search/", "/es/search/?city=bogota&service=regular-cleaning", "/en/professionals/ana-milena-cardenas/"]


class Standby(Postgres):
    """A second server that follows the tests' one."""

    def follow(self, url: str) -> int:
        """Copy, start, and return the port."""
        port, login = free_port(), urlsplit(url)
        source = f"host={login.hostname} port={login.port} user={login.username} password={login.password} dbname=postgres"
        self.run("pg_basebackup", "-D", str(self.data), "-d", source, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 -c fsync=off"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", str(self.log), "-o", options, "start")
        return port


@contextmanager
def reachable_at(port: int) -> Iterator[None]:
    """The copy's address, for as long as the block lasts."""
    connections.settings[REPLICA] = {**connections.settings["default"], "PORT": port, "CONN_MAX_AGE": 0}
    copy, replica._away_until = connections[REPLICA], 0

    def ensure_connection() -> None:  # Django's tests forbid a database that is not in the settings
        if copy.connection is None:
            with copy.wrap_database_errors:
                copy.connect()

    copy.ensure_connection = ensure_connection  # type: ignore[method-assign]
    try:
        yield
    finally:
        connections[REPLICA].close()
        del connections[REPLICA]
        del connections.settings[REPLICA]
        replica._away_until = 0


@pytest.fixture
def standby(tmp_path: Path) -> Iterator[int]:
    server = Standby(tmp_path / "standby", keeps=False)
    try:
        yield server.follow(ADMIN)
    finally:
        server.forget()


def eventually(works: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not works():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def written() -> str:
    """How far the primary is now: what comes after it, of others' tests, is not waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        return str(cursor.fetchone()[0])


def caught_up(port: int, now: str) -> bool:
    there = connection.settings_dict
    with psycopg.connect(host="127.0.0.1", port=port, user=there["USER"], password=there["PASSWORD"], dbname=there["NAME"]) as copy:
        row = copy.execute("SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= %s::pg_lsn", [now]).fetchone()
    return row == (True, True)


@contextmanager
def counted() -> Iterator[dict[str, Any]]:
    """How many statements each server got."""
    seen: dict[str, Any] = {}
    with CaptureQueriesContext(connection) as primary, CaptureQueriesContext(connections[REPLICA]) as copy:
        yield seen
    seen |= {name: [q["sql"] for q in found if q["sql"] not in ("BEGIN", "COMMIT")] for name, found in (("primary", primary), ("copy", copy))}


def test_visitors_read_the_copy_and_people_the_primary(standby: int, stage: Stage) -> None:
    booking = stage.authorized()
    so_far = written()
    eventually(lambda: caught_up(standby, so_far))
    with reachable_at(standby):
        for page in PAGES:
            with counted() as seen:
                assert Client().get(page).status_code == 200
            assert seen["copy"], page
            assert seen["primary"] == [], page
        browser = Client()
        browser.force_login(stage.customer.user)
        for page in [*PAGES[1:], f"/en/bookings/{booking.reference}/"]:
            with counted() as seen:
                assert browser.get(page).status_code == 200
            assert seen["copy"] == [], page
        later = stage.requested(starts_at=stage.wish().starts_at.replace(day=26))  # a verb, while a copy is there
        assert later.state == "pending_payment"


def test_the_copy_has_the_policies_too(standby: int, stage: Stage) -> None:
    stage.authorized()
    so_far = written()
    eventually(lambda: caught_up(standby, so_far))
    with reachable_at(standby):
        for person, sees in ((stage.customer.pk, 1), (None, 0)):
            with acting(person=person, role=WEB, read_only=True), replica.reading():
                assert type(stage.customer).objects.filter(pk=stage.customer.pk).count() == sees


def test_while_the_copy_is_away_the_primary_answers_and_it_is_said_once(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    with reachable_at(free_port()), caplog.at_level("WARNING", "casaora.events"):
        with pytest.raises(OperationalError), replica.reading():
            queries.places()
        for page in PAGES:
            assert Client().get(page).status_code == 200, page
    assert [r.message for r in caplog.records].count("replica_away") == 1


def test_a_copy_that_dies_in_the_middle_of_a_page_costs_nobody_a_page(standby: int, stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    so_far = written()
    eventually(lambda: caught_up(standby, so_far))
    with reachable_at(standby), caplog.at_level("WARNING", "casaora.events"):
        def die(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            context["connection"].connection.pgconn.finish()  # the line is cut
            return execute(sql, params, many, context)

        with connections[REPLICA].execute_wrapper(die):
            assert Client().get("/en/search/").status_code == 200
    assert [r.message for r in caplog.records].count("replica_away") == 1


def test_without_an_address_there_is_no_copy_and_what_an_address_asks_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://casaora_web:x@db/casaora?sslmode=verify-full")
    assert set(configured(Env(), process="web", is_test=False)) == {"default"}
    monkeypatch.setenv("DATABASE_REPLICA_URL", "postgresql://casaora_web:x@copy/casaora")
    assert set(configured(Env(), process="service", is_test=False)) == {"default"}  # the clock and commands read what is
    found = configured(Env(), process="web", is_test=False)
    assert found["default"]["OPTIONS"] == {"sslmode": "verify-full", "connect_timeout": 5, "prepare_threshold": None}
    assert found[REPLICA]["HOST"] == "copy"
