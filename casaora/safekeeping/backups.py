"""Making a backup: one snapshot for the dump and for what its manifest says of it."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import psycopg

from casaora.kit import environment
from casaora.kit.acting import OWNER
from casaora.kit.jobs import Counts
from casaora.safekeeping import facts, programs
from casaora.safekeeping.folder import Backup, part_of, place, publish, sha256, write_manifest
from casaora.safekeeping.programs import CannotKeep

#: Seconds that counting and dumping wait for a lock: a migration goes first, and the backup is tried again.
LOCK_SECONDS = 60


def admin_url(name: str = "DATABASE_ADMIN_URL") -> str:
    """The administrator's login, which no web process has."""
    url = environment.values(os.environ).get(name, "")
    if not url:
        raise CannotKeep(f"Say in {name} a login that sees every row and may make databases.")
    return url


def connect(url: str) -> psycopg.Connection[Any]:
    """One connection of the administrator's; CannotKeep when nobody answers."""
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="casaora safekeeping")
    except psycopg.OperationalError as error:
        raise CannotKeep(f"PostgreSQL did not let us in: {' '.join(str(error).split())}") from error


def make(at: datetime) -> tuple[Backup, Counts]:
    """Write a backup of the database as it is now. Raises CannotKeep, and leaves nothing behind, when it would not be all of it."""
    backup = Backup(at.replace(microsecond=0), place())
    if backup.dump.exists():
        raise CannotKeep(f"{backup.name} exists: one backup a second is enough.")
    part = part_of(backup.dump)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with connect(admin_url()) as connection:
            said = _write(connection, str(part), at)
        said |= {"bytes": part.stat().st_size, "sha256": sha256(part), "moment": at.isoformat()}
        with part.open("rb") as file:
            os.fsync(file.fileno())
        publish(part, backup.dump)
        write_manifest(backup, said)
    except psycopg.Error as error:
        raise CannotKeep(f"The database refused: {' '.join(str(error).split())}") from error
    finally:
        part.unlink(missing_ok=True)
        if not backup.manifest.exists():
            backup.dump.unlink(missing_ok=True)
    return backup, {"tables": len(said["rows"]), "rows": sum(said["rows"].values()), "bytes": said["bytes"]}


def _write(connection: psycopg.Connection[Any], path: str, at: datetime) -> dict[str, Any]:
    """Dump into the file and say what is in it, all of it seen in one snapshot."""
    server = connection.info.server_version
    dumper = programs.refuse_older("pg_dump", server // 10000)
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        # A snapshot is exported by its first user, and every later statement of this transaction sees it, too.
        row = connection.execute("SELECT pg_export_snapshot(), current_database()").fetchone()
        assert row is not None
        passes = facts.look_at_everything(connection)
        _is_the_house(connection, at)
        said = facts.gather(connection)
        # Without BYPASSRLS, pg_dump stops at the first table with policies unless it is told that they are meant: seen above, the owner's
        # policy is "every row" everywhere, and our locks on the tables keep it so until the dump is done.
        how = [] if passes else [f"--role={OWNER}", "--enable-row-security"]
        programs.run(
            "pg_dump", "--format=custom", "--compress=6", f"--snapshot={row[0]}", f"--lock-wait-timeout={LOCK_SECONDS}s", f"--file={path}", *how,
            url=admin_url(),
        )  # fmt: skip
    _holds_every_table(path, said)
    return {"database": row[1], "server_version": server, "dumped_by": dumper, **said}


def _is_the_house(connection: psycopg.Connection[Any], at: datetime) -> None:
    """Whether this is the database that we live in: it knows of the run that is making this backup."""
    found = connection.execute("SELECT FROM public.kit_jobrun WHERE job = 'backup' AND status = 'running' AND started_at = %s", [at])
    if found.fetchone() is None:
        raise CannotKeep("DATABASE_ADMIN_URL leads to another database than DATABASE_SERVICE_URL.")


def _holds_every_table(path: str, said: dict[str, Any]) -> None:
    """The dump's own table of contents names the data of every table that was counted."""
    listed = {line.split(" TABLE DATA public ")[1].split()[0] for line in programs.run("pg_restore", "--list", path).splitlines() if " TABLE DATA public " in line}
    missing = sorted(set(said["rows"]) - listed)
    if missing:
        raise CannotKeep(f"The dump lacks the rows of {', '.join(missing)}.")
