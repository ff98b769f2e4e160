"""The doctor at PostgreSQL and Valkey: each thing is broken for real, on the engine, and the sentence is read."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis
from django.db.migrations.loader import MigrationLoader

from casaora.doctor import database, engines, installed
from casaora.doctor.findings import Findings
from casaora.kit.acting import OWNER
from tests.ops.test_doctor import doctor, here

pytestmark = pytest.mark.django_db


def wrong(found: Findings) -> str:
    return "\n".join(f"{finding.level} {finding.wrong}" for finding in found if finding.level != "good")


@contextmanager
def undone(as_login: str = "") -> Iterator[psycopg.Connection]:
    """The cluster's first login in a transaction that is rolled back: what is broken there, nobody else meets."""
    with psycopg.connect(here("DATABASE_ADMIN_URL")) as made:
        try:
            yield made
        finally:
            made.rollback()


@pytest.mark.parametrize(("changed", "said"), [
    ({"password": "no"}, "password authentication failed"), ({"port": "1"}, "refused"), ({"database": "nowhere"}, "does not exist"),
])  # fmt: skip
def test_a_database_that_cannot_be_reached(changed: dict[str, str], said: str) -> None:
    report = doctor(DATABASE_URL=here("DATABASE_URL", **changed))
    assert "PostgreSQL cannot be reached with DATABASE_URL" in report["text"]
    assert said in report["text"]


def test_logins_that_are_more_than_they_should_be() -> None:
    report = doctor(DATABASE_URL=here("DATABASE_ADMIN_URL"), DATABASE_SERVICE_URL=here("DATABASE_URL"))
    assert "DATABASE_URL logs in as casaora_admin, and must log in as casaora_web" in report["text"]
    assert "is a superuser and passes over row-level security" in report["text"]
    assert "DATABASE_SERVICE_URL logs in as casaora_web, and must log in as casaora_service" in report["text"]


def test_two_databases_are_not_one() -> None:
    assert "the two logins reach two databases" in doctor(DATABASE_SERVICE_URL=here("DATABASE_SERVICE_URL", database="postgres"))["text"]


def test_a_table_that_is_bare_and_a_migration_that_waits() -> None:
    (_, last), = MigrationLoader(None).graph.leaf_nodes("accounts")
    service = psycopg.connect(here("DATABASE_SERVICE_URL"), autocommit=True)
    service.execute(f"SET ROLE {OWNER}")
    try:
        service.execute("ALTER TABLE bookings_booking NO FORCE ROW LEVEL SECURITY")
        service.execute("UPDATE django_migrations SET name = 'x' || name WHERE app = 'accounts' AND name = %s", [last])
        text = doctor()["text"]
    finally:
        service.execute("UPDATE django_migrations SET name = substr(name, 2) WHERE name LIKE 'x%'")
        service.execute("ALTER TABLE bookings_booking FORCE ROW LEVEL SECURITY")
        service.close()
    assert "it is not forced on bookings_booking" in text
    assert f"1 wait: accounts.{last[:4]}" in text


def test_roles_that_reach_too_far() -> None:
    with undone() as connection:
        connection.execute("GRANT casaora_owner TO casaora_web")
        connection.execute("SET SESSION AUTHORIZATION casaora_web")
        assert "casaora_web may become casaora_owner" in wrong(database._forbidden(connection))
    with undone() as connection:
        connection.execute("GRANT casaora_verb TO casaora_web WITH INHERIT TRUE")
        assert "inherited: casaora_web in casaora_verb" in wrong(database._roles(connection))
        connection.execute("SET SESSION AUTHORIZATION casaora_web")
        assert "casaora_web inherits casaora_verb" in wrong(database._forbidden(connection))
    with undone() as connection:
        connection.execute("REVOKE casaora_owner FROM casaora_service")
        assert "casaora_service in casaora_owner" in wrong(database._roles(connection))
    with undone() as connection:
        connection.execute("ALTER ROLE casaora_reader RENAME TO somebody")
        assert "missing: casaora_reader" in wrong(database._roles(connection))


def test_a_login_that_passes_over_policies_or_owns_tables() -> None:
    with undone() as connection:
        connection.execute("ALTER ROLE casaora_web BYPASSRLS CREATEROLE")
        connection.execute("ALTER TABLE bookings_booking OWNER TO casaora_web")
        connection.execute("SET SESSION AUTHORIZATION casaora_web")
        said = wrong(database._login(connection, "DATABASE_URL", is_deployed=False))
    assert "passes over row-level security" in said
    assert "may make roles" in said
    assert "owns" in said


@pytest.mark.parametrize(("interval", "level"), [("5 s", "warning 5 seconds"), ("-90 s", "error 90 seconds")])
def test_clocks_that_are_apart(interval: str, level: str) -> None:
    with undone() as connection:
        connection.execute("CREATE SCHEMA astray")
        connection.execute(f"CREATE FUNCTION astray.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT pg_catalog.clock_timestamp() + interval '{interval}' $$")
        connection.execute("SET LOCAL search_path = astray, pg_catalog")
        said = wrong([database._skew(connection)])
    severity, seconds = level.split(" ", 1)
    assert said.startswith(severity)
    assert seconds in said


def test_an_index_that_was_left_half_made() -> None:
    with undone() as connection:
        connection.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'payment_awaiting_fee'::regclass")
        assert "left half made: payment_awaiting_fee" in wrong(database._invalid_indexes(connection))


def test_the_way_to_an_engine_of_this_machine_needs_no_tls() -> None:
    with undone() as connection:
        assert wrong(database._secrecy(connection, "DATABASE_URL")) == ""




def test_a_broker_that_throws_away() -> None:
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    server.config_set("maxmemory-policy", "allkeys-lru")
    try:
        said = wrong(engines.examine(dict(os.environ), is_deployed=True))
    finally:
        server.config_set("maxmemory-policy", "noeviction")
        server.close()
    assert "throws keys away when it is full (maxmemory-policy allkeys-lru)" in said


def test_a_broker_that_is_not_there_or_knows_another_password() -> None:
    assert "cannot be used" in wrong(engines.examine({"REDIS_URL": "redis://127.0.0.1:1/0"}, is_deployed=True))
    there = os.environ["REDIS_URL"].replace("redis://:", "redis://:not")
    found = engines.examine({"REDIS_URL": there}, is_deployed=True)
    assert found[0].todo == "The password is not the server's."


def test_files_that_the_release_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    catalogue = tmp_path / "casaora/locale/es/LC_MESSAGES/django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()
    monkeypatch.setattr(installed, "ROOT", tmp_path)
    assert "not compiled: es" in wrong([installed._messages()])
    catalogue.with_suffix(".mo").touch()
    os.utime(catalogue.with_suffix(".mo"), (1, 1))
    assert "older than their source: es" in wrong([installed._messages()])
    settings.IS_DEPLOYED, settings.STATIC_ROOT = True, tmp_path  # type: ignore[attr-defined]
    assert "staticfiles.json is not there" in wrong([installed._static()])
    (tmp_path / "staticfiles.json").write_text('{"paths": {"a.css": "a.0123.css", "b.js": "b.4567.js"}}')
    (tmp_path / "a.0123.css").touch()
    assert "1 of 2 files of the manifest are missing" in wrong([installed._static()])
    (tmp_path / "b.4567.js").touch()
    assert wrong([installed._static()]) == ""


def test_a_place_for_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/proc")
    assert "none can be written" in wrong([installed._temporary()])


def test_the_outside_is_only_asked_when_it_should_be(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        closed = nobody.getsockname()[1]
    words = {"STRIPE_API_BASE": f"http://127.0.0.1:{closed}", "EMAIL_URL": f"smtp://127.0.0.1:{closed}"}
    assert doctor(**words)["errors"] == 0
    text = doctor("--online", **words)["text"]
    assert "the processor does not answer" in text
    assert "the mail server does not let us in: ConnectionRefusedError" in text


def test_a_way_to_another_machine_that_is_not_encrypted() -> None:
    away = here("DATABASE_URL").replace("127.0.0.1", "db.internal")
    with psycopg.connect(away, hostaddr="127.0.0.1") as connection:
        assert "the connection to db.internal is not encrypted" in wrong(database._secrecy(connection, "DATABASE_URL"))
