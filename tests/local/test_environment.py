"""A folder that was deleted while its engines ran, and made again in the same place, starts anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from casaora.local.valkey import Valkey

ENGINES = ("DATABASE_URL", "DATABASE_SERVICE_URL", "DATABASE_ADMIN_URL", "REDIS_URL")
CONNECTS = """
import os, psycopg
from casaora.local import environment
print(environment.prepare("test"))
psycopg.connect(os.environ["DATABASE_SERVICE_URL"]).close()
"""


def python(home: Path, *arguments: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name not in ENGINES}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=settings.BASE_DIR, env={**kept, "CASAORA_LOCAL": str(home)}, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_a_folder_made_again_in_the_same_place_starts_anew(tmp_path: Path) -> None:
    home = tmp_path / "clone"
    try:
        assert python(home, "-c", CONNECTS) == "True"
        assert python(home, "-c", CONNECTS) == "False"
        Valkey(home / "test").stop()  # it would outlive the test: what was deleted cannot be found again
        shutil.rmtree(home)
        assert python(home, "-c", CONNECTS) == "True"
    finally:
        python(home, "-m", "casaora.local", "forget")
