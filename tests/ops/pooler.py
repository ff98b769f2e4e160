"""A PgBouncer of our own in front of the tests' cluster: transaction mode, and so few server connections that clients must share them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection, connections

from casaora.local.processes import free_port

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
LOGINS = ("DATABASE_URL", "DATABASE_SERVICE_URL")
CONFIGURATION = """[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listens}
unix_socket_dir =
auth_type = plain
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 200
logfile = {folder}/log
"""


def required() -> None:
    """Skip where it is not installed; in CI that is a failure."""
    if PROGRAM is None and os.environ.get("CI") != "true":
        pytest.skip("pgbouncer is not installed (apt-get install pgbouncer)")
    assert PROGRAM is not None, "CI has pgbouncer: see .ci/run"


def _write(folder: Path, size: int, listens: int) -> None:
    server = urlsplit(os.environ["DATABASE_SERVICE_URL"])
    text = CONFIGURATION.format(host=server.hostname, port=server.port, listens=listens, folder=folder, size=size)
    (folder / "ini").write_text(text)
    logins = [urlsplit(os.environ[name]) for name in LOGINS]
    (folder / "users").write_text("".join(f'"{login.username}" "{login.password}"\n' for login in logins))


@contextmanager
def running(size: int) -> Iterator[int]:
    """The port of a pooler with ``size`` server connections a login; stopped at the end."""
    assert PROGRAM is not None
    folder, port = Path(tempfile.mkdtemp(prefix="casaora-pooler-")), free_port()
    _write(folder, size, port)
    command = [PROGRAM, str(folder / "ini")]
    if os.geteuid() == 0:  # it refuses to be root
        nobody = pwd.getpwnam("nobody")
        for path in (folder, *folder.iterdir()):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        command += ["-u", "nobody"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        for _ in range(200):
            with suppress(psycopg.OperationalError), client("DATABASE_SERVICE_URL", port):
                break
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder)


@contextmanager
def in_between(size: int) -> Iterator[int]:
    """Every connection that Django opens within goes through a pooler; its port."""
    ours = connection.settings_dict
    direct = (ours["HOST"], ours["PORT"])
    with running(size) as port:
        connections.close_all()
        ours["HOST"], ours["PORT"] = "127.0.0.1", port  # the one dictionary of all threads
        try:
            yield port
        finally:
            connections.close_all()
            ours["HOST"], ours["PORT"] = direct


def client(login: str, port: int) -> psycopg.Connection:
    """Another program with one of our logins, through the pooler, to the test's database."""
    who = urlsplit(os.environ[login])
    return psycopg.connect(
        host="127.0.0.1", port=port, user=who.username, password=who.password, dbname=connection.settings_dict["NAME"], autocommit=True,
        prepare_threshold=None, connect_timeout=5,
    )  # fmt: skip
