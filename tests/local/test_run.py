"""A second `make run` beside the first is told in words and stops nothing of it; and one that is ended, however often, leaves no child."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from casaora.local.processes import free_port, is_alive, is_free


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "STRIPE_API_BASE")}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free(port)
        ended = subprocess.run(
            [sys.executable, "-m", "casaora.local", "run"], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60,
            env={**kept, "CASAORA_LOCAL": str(tmp_path), "PORT": str(port), "SIMULATOR_PORT": str(free_port())},
        )  # fmt: skip
    assert ended.returncode == 1
    assert f"Port {port} is taken" in ended.stdout
    assert "PORT=" in ended.stdout
    assert not list(tmp_path.iterdir())


#: Two children that take their time to end, as a server with open connections does.
STOPPED = """
import pathlib, sys, time
from casaora.local import run
slow = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (time.sleep(1), sys.exit())); time.sleep(60)"
run.stop_once()
processes = run.Processes(pathlib.Path(sys.argv[1]))
try:
    for name in ("one", "two"):
        processes.start(name, [sys.executable, "-c", slow])
    time.sleep(1)
    print(*(child.pid for _, child, _ in processes.running), flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    pass
finally:
    processes.stop()
"""


def test_who_is_told_twice_to_end_stops_everything_all_the_same(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STOPPED, str(tmp_path)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        children = [int(pid) for pid in running.stdout.readline().split()]
        assert all(is_alive(pid) for pid in children)
        for _ in range(3):
            running.send_signal(signal.SIGTERM)
            time.sleep(0.2)
        assert running.wait(15) == 0
    assert len(children) == 2
    assert not any(is_alive(pid) for pid in children)
