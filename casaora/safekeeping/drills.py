"""The drill: a backup becomes a database of its own, is proved to be what was kept, and goes again."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from psycopg import sql

from casaora.kit import environment
from casaora.kit.pg import roles
from casaora.safekeeping import facts, programs
from casaora.safekeeping.backups import admin_url, connect
from casaora.safekeeping.folder import Backup
from casaora.safekeeping.programs import CannotKeep

#: What prepare_database makes, as its owner: the dump's own word for these would need a right that we do not have.
NOT_RESTORED = (" EXTENSION - ", " COMMENT - EXTENSION ", " SCHEMA - public ", " COMMENT - SCHEMA public ", " ACL - SCHEMA public ")
STEPS = 7


@dataclass
class Drill:
    """One drill: how long each step took, and every difference that it found, as a sentence."""

    backup: Backup
    tell: Callable[[], object] = lambda: None
    keep: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    seal: dict[str, Any] | None = None
    database: str = ""

    def run(self) -> None:
        """All steps, one after the other. Raises CannotKeep where there is nothing to compare."""
        with self._step("read the backup and its SHA-256"):
            said = self.backup.read()
        given = environment.values(os.environ)
        admin = given.get("DATABASE_DRILL_URL") or admin_url()
        self.database = f"casaora_drill_{self.backup.moment:%Y%m%d%H%M%S}_{secrets.token_hex(3)}"
        try:
            with self._step("make a database"):
                make_database(admin, self.database)
            with self._step("pg_restore"):
                restore(self.backup, to(admin, self.database))
            with self._step("compare rows, guards and the last seal"):
                self._compare(to(admin, self.database), said)
            service = to(given["DATABASE_SERVICE_URL"], self.database, at=admin)
            with self._step("migrate"):
                manage(service, "migrate", "--no-input", "--verbosity", "0")
            with self._step("ledger verify"):
                self._verify(service, said)
        finally:
            if not self.keep:
                with self._step("drop the database"), connect(admin) as connection:
                    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.database)))

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 2)
        self.tell()

    def _compare(self, url: str, said: facts.Facts) -> None:
        with connect(url) as connection, connection.transaction():
            facts.look_at_everything(connection)
            found = facts.gather(connection)
        self.differences += facts.differences(said, found)
        self.seal = found["seal"]

    def _verify(self, service: str, said: facts.Facts) -> None:
        answer = manage(service, "ledger", "verify", "--json", "--as-of", said["moment"], may_fail=True)
        try:
            findings = json.loads(answer.splitlines()[0])["findings"]
        except (IndexError, ValueError) as error:
            raise CannotKeep(f"ledger verify did not answer: {answer[-300:]}") from error
        self.differences += [f"ledger verify: {f['kind']} {f['number']}: {f['text']}" for f in findings]


def to(url: str, database: str, at: str = "") -> str:
    """The same login, for another database, on the server of ``at``."""
    parts, there = urlsplit(url), urlsplit(at or url)
    login = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{login}@{there.netloc.rpartition('@')[2]}", path=f"/{database}", query=there.query))


def make_database(admin: str, name: str) -> None:
    """A new database, closed to everybody but the five roles, which must be there. CannotKeep says what is missing."""
    with connect(admin) as connection:
        there = {r for (r,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        if not set(roles.ROLES) <= there:
            raise CannotKeep("This server does not have the five roles: run `manage.py roles` with its DATABASE_ADMIN_URL first.")
        facts.may_restore(connection)
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    with connect(to(admin, name)) as connection:
        roles.prepare_database(connection.cursor(), name)


def restore(backup: Backup, url: str) -> None:
    """pg_restore into a prepared, empty database; owners, grants, policies and triggers as they were. Stops at the first error."""
    with connect(url) as connection:
        programs.refuse_older("pg_restore", connection.info.server_version // 10000)
        if connection.execute("SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LIMIT 1").fetchone():
            raise CannotKeep("This database is not empty: a backup is restored into a new one.")
    contents = [line for line in programs.run("pg_restore", "--list", str(backup.dump)).splitlines() if not any(word in line for word in NOT_RESTORED)]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as wanted:
        wanted.write("\n".join(contents) + "\n")
        wanted.flush()
        programs.run("pg_restore", "--exit-on-error", f"--use-list={wanted.name}", str(backup.dump), url=url)
    with connect(url) as connection:
        connection.execute("ANALYZE")  # the plans of the first minute would know of no row


def manage(service: str, *arguments: str, may_fail: bool = False) -> str:
    """A command of ours in a process of its own, whose database is the restored one; what it printed."""
    logins = {"DATABASE_URL": service, "DATABASE_SERVICE_URL": service}
    if settings.IS_DEPLOYED:  # a deployed process refuses one login for both; this one answers no request
        web = environment.values(os.environ)["DATABASE_URL"]
        logins["DATABASE_URL"] = to(web, urlsplit(service).path.lstrip("/"), at=service)
    # Nothing that leads to the house's own database goes along, be it by the name of a file.
    inherited = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in (*logins, "DATABASE_REPLICA_URL")}
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments], cwd=settings.BASE_DIR,
        env={**inherited, **logins, "CASAORA_PROCESS": "service"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode and not may_fail:
        raise CannotKeep(f"manage.py {arguments[0]} failed on the restored database: {' '.join(done.stderr.split())[-600:]}")
    return done.stdout


