"""What an image would hold, in a folder that nobody may write, by a process without rights, with secrets by files: it starts, answers and stops."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from casaora.local.processes import free_port
from tests.ops.test_doctor import DEPLOYED, here

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("release")]
ROOT = Path(settings.BASE_DIR)
BIN = Path(sys.executable).parent
#: Root without a single capability writes no more than its files' bits allow: what `cap_drop: [ALL]` makes of a container's user.
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"] if os.geteuid() == 0 else []
SECRETS = ("SECRET_KEY", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "EMAIL_URL", "REDIS_URL", "DATABASE_URL", "DATABASE_SERVICE_URL")


def kept() -> list[str]:
    """What .dockerignore lets through."""
    return [line[1:].removesuffix("/**") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]


@pytest.fixture(scope="module")
def release() -> Iterator[Path]:
    """The release, built by deploy/build from nothing but what the image gets; nobody may write to it."""
    folder = Path(tempfile.mkdtemp(prefix="casaora-release-"))
    try:
        for name in kept():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", "*.mo", ".env"))
            else:
                shutil.copy(ROOT / name, target)
        bare = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
        made = subprocess.run(["sh", "deploy/build"], cwd=folder, env={**bare, "PYTHON": sys.executable}, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
        _writable(folder, False)
        yield folder
    finally:
        _writable(folder, True)
        shutil.rmtree(folder)


def _writable(folder: Path, may: bool) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200 if may else path.stat().st_mode & ~0o222)


@pytest.fixture
def given(release: Path, db: None) -> Iterator[dict[str, str]]:
    """The environment of a container: names of files, and nothing that opens a door."""
    values = {**DEPLOYED, "DATABASE_URL": here("DATABASE_URL"), "DATABASE_SERVICE_URL": here("DATABASE_SERVICE_URL"), "REDIS_URL": os.environ["REDIS_URL"]}
    folder = Path(tempfile.mkdtemp(prefix="casaora-secrets-"))
    folder.chmod(0o755)
    for name in SECRETS:
        (folder / name.lower()).write_text(values.pop(name) + "\n")
    environment = {**values, **{f"{name}_FILE": str(folder / name.lower()) for name in SECRETS}, "KEY_PREFIX": f"release-{os.getpid()}", "SENTRY_DSN": ""}
    yield {**environment, "PATH": f"{BIN}:{os.environ['PATH']}", "HOME": "/tmp", "PYTHONDONTWRITEBYTECODE": "1", "PORT": str(free_port())}
    shutil.rmtree(folder)


def start(release: Path, given: dict[str, str], *words: str, **changed: str) -> subprocess.Popen[str]:
    """Begin a process without rights."""
    return subprocess.Popen([*POWERLESS, *words], cwd=release, env={**given, **changed}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def run(release: Path, given: dict[str, str], *words: str, **changed: str) -> tuple[int, str]:
    process = start(release, given, *words, **changed)
    said, _ = process.communicate(timeout=120)
    return process.returncode, said


def until(answers: Any, seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answers():
            return True
        time.sleep(0.3)
    return False


def test_the_web_answers_from_a_folder_that_it_cannot_write_and_stops_when_it_is_told(release: Path, given: dict[str, str]) -> None:
    assert run(release, given, "sh", "-c", "echo > x")[0] != 0
    given = {name: value for name, value in given.items() if name != "DATABASE_SERVICE_URL_FILE"}  # it has no login but its own
    web = start(release, given, "gunicorn", "-c", "python:casaora.serving", "--bind", f"127.0.0.1:{given['PORT']}", "casaora.wsgi", WEB_CONCURRENCY="1")
    try:
        assert until(lambda: run(release, given, "python", "-m", "casaora.probe")[0] == 0)
        ask = ("import sys, urllib.request as u; r = u.Request(sys.argv[1], headers={'Host': 'casaora.co', 'X-Forwarded-Proto': 'https'});"
               " a = u.urlopen(r); print(a.status, a.read().decode())")  # fmt: skip
        assert '"migrations": "ok"' in run(release, given, "python", "-c", ask, f"http://127.0.0.1:{given['PORT']}/readyz")[1]
        page = run(release, given, "python", "-c", ask, f"http://127.0.0.1:{given['PORT']}/es/")[1]
        assert page.startswith("200")
        assert "/static/" in page
        assert 'lang="es"' in page
    finally:
        web.send_signal(signal.SIGTERM)
        said, _ = web.communicate(timeout=40)
    assert web.returncode == 0, said
    assert [json.loads(line)["service"] for line in said.splitlines()] == ["casaora"] * len(said.splitlines())  # every line is JSON
    assert run(release, given, "python", "-m", "casaora.probe")[0] == 1


def test_the_doctor_is_content_with_it(release: Path, given: dict[str, str]) -> None:
    code, said = run(release, given, "python", "manage.py", "doctor", "--json")
    report = json.loads(said)
    wrong = [row["wrong"] for row in report["findings"] if row["level"] == "error"]
    assert wrong == ["casaora_service may make databases"]  # the tests' cluster lets it, production's does not
    assert code == 1
    assert "files are there under their hashed names" in said


@pytest.mark.parametrize("words", [
    ["beat", "--schedule", "{tmp}/beat"], ["worker", "--queues", "release-test", "--concurrency", "1"],
])  # fmt: skip
def test_worker_and_beat_start_there_and_stop_when_they_are_told(release: Path, given: dict[str, str], words: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        process = start(release, given, "celery", "-A", "casaora", *(word.format(tmp=folder) for word in words), "--loglevel", "INFO", REMAP_SIGTERM="SIGQUIT")
        time.sleep(6)
        assert process.poll() is None, process.communicate()[0]
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=40)
    assert process.returncode in (0, 1), said  # celery's word for a cold end is 1
    assert "Traceback" not in said, said
    assert "Permission denied" not in said
