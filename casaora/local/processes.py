"""Small questions about processes, ports and packages."""

from __future__ import annotations

import importlib.util
import os
import pathlib
import socket
import subprocess
from typing import Any

DEVNULL: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class NotInstalled(RuntimeError):
    """A wheel of requirements/dev.txt is missing."""


def package_folder(name: str) -> pathlib.Path:
    """Where a top-level package lies, without importing it (its wrapper would start things)."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise NotInstalled(f"{name} is not installed: run make setup")
    return pathlib.Path(next(iter(spec.submodule_search_locations)))


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def is_free(port: int) -> bool:
    """True when a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def is_alive(pid: int) -> bool:
    """True for a live process; False for a missing one or one that nobody has reaped yet."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True  # a system without /proc
