"""A worker that is told to go: what runs is finished, or goes back to the queue; nothing is lost and nothing new is taken."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

PREFIX, QUEUE = f"leaving-{os.getpid()}", "leaving"
APP = """
import pathlib, time
from casaora.celery import app
@app.task(name="rest")
def rest(seconds, file):
    pathlib.Path(file + ".began").touch()
    time.sleep(seconds)
    pathlib.Path(file + ".done").touch()
"""


@pytest.fixture
def server() -> Iterator[redis.Redis]:
    made = redis.Redis.from_url(os.environ["REDIS_URL"])
    yield made
    for key in made.scan_iter(f"{PREFIX}:*"):
        made.delete(key)
    made.close()


def leave(folder: Path, seconds: int, **changed: str) -> tuple[float, Path]:
    """Give a worker a task of so many seconds, tell it to go while it is at it. (seconds until it was gone, the task's files)."""
    (folder / "resting.py").write_text(APP)
    mark = folder / "task"
    given = {**os.environ, "KEY_PREFIX": PREFIX, "PYTHONPATH": f"{folder}:{settings.BASE_DIR}", **changed}
    worker = subprocess.Popen(
        [str(Path(sys.executable).parent / "celery"), "-A", "resting", "worker", "--queues", QUEUE, "--concurrency", "1", "--loglevel", "WARNING"],
        cwd=folder, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        send = f"from resting import app; app.send_task('rest', [{seconds}, {str(mark)!r}], queue={QUEUE!r})"
        subprocess.run([sys.executable, "-c", send], cwd=folder, env=given, check=True)
        deadline = time.monotonic() + 40
        while not mark.with_suffix(".began").exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        began = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
        return time.monotonic() - began, mark
    finally:
        if worker.poll() is None:
            worker.kill()


def test_on_a_server_what_runs_is_finished(tmp_path: Path, server: redis.Redis) -> None:
    gone_after, mark = leave(tmp_path, 4)
    assert mark.with_suffix(".done").exists()
    assert gone_after > 2
    assert server.llen(f"{PREFIX}:{QUEUE}") == 0


def test_on_a_platform_what_is_short_is_finished_and_what_is_long_goes_back_to_the_queue(tmp_path: Path, server: redis.Redis) -> None:
    hurried = {"REMAP_SIGTERM": "SIGQUIT", "WORKER_SOFT_SHUTDOWN": "3"}
    _, mark = leave(tmp_path, 1, **hurried)
    assert mark.with_suffix(".done").exists()
    assert server.llen(f"{PREFIX}:{QUEUE}") == 0
    mark.with_suffix(".began").unlink()
    mark.with_suffix(".done").unlink()
    gone_after, mark = leave(tmp_path, 50, **hurried)
    assert gone_after < 20
    assert not mark.with_suffix(".done").exists()
    assert server.llen(f"{PREFIX}:{QUEUE}") == 1
