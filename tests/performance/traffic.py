"""Pages under load: the Procfile's gunicorn, eight browsers that never pause, and what each request costs the processors."""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
BROWSERS = 8


@dataclass(frozen=True)
class Load:
    """What a page stood, and what each request cost: milliseconds of web's and of PostgreSQL's processors."""

    per_second: float
    web_ms: float
    database_ms: float
    p95_ms: float
    wrong: int


@contextmanager
def gunicorn(port: int) -> Iterator[int]:
    """The process id of web as the Procfile starts it, without limits: all requests come from one address."""
    options = next(line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web:")).split()[3:]
    command = [str(Path(sys.executable).parent / "gunicorn"), "casaora.wsgi", *options, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "CASAORA_PROCESS": "web", "RATELIMIT_ENABLE": "off"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                if _ask(port, "/healthz", "")[0] == 200:
                    break
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def load(port: int, path: str, cookie: str, *, web: int, postgres: int, seconds: float = 8) -> Load:
    """Ask for one page again and again."""
    for _ in range(12):  # warm: templates are compiled, connections are open
        _ask(port, path, cookie)
    took: list[float] = []
    wrong: list[int] = []
    ends = time.monotonic() + seconds

    def browse() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < ends:
            began = time.monotonic()
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            answer.read()
            took.append(time.monotonic() - began)
            if answer.status != 200:
                wrong.append(answer.status)
        connection.close()

    before, began = (spent(web), spent(postgres)), time.monotonic()
    threads = [threading.Thread(target=browse) for _ in range(BROWSERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted, after = time.monotonic() - began, (spent(web), spent(postgres))
    each = [1000 * (b - a) / len(took) for a, b in zip(before, after, strict=True)]
    return Load(len(took) / lasted, each[0], each[1], 1000 * sorted(took)[int(len(took) * 0.95)], len(wrong))


def _ask(port: int, path: str, cookie: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    return answer.status, answer.read()


def spent(root: int) -> float:
    """Seconds of processor time of a process and its children, those that ended included."""
    total, children = 0.0, {root}
    stats = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                stats[int(entry.name)] = (int(fields[1]), [int(f) for f in fields[11:15]])
    grown = True
    while grown:
        more = {pid for pid, (parent, _) in stats.items() if parent in children} - children
        children |= more
        grown = bool(more)
    for pid in children & set(stats):
        user, system, ended_user, ended_system = stats[pid][1]
        total += user + system + (ended_user + ended_system if pid == root else 0)
    return total / TICKS


def connections(url: str) -> dict[str, int]:
    """How many the web and the service hold at this moment."""
    with psycopg.connect(url, autocommit=True) as admin:
        found = admin.execute("SELECT usename, count(*) FROM pg_stat_activity WHERE usename LIKE 'casaora_%' AND usename <> 'casaora_admin' GROUP BY 1")
        return {str(name): int(number) for name, number in found.fetchall()}
