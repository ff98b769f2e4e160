"""A second `make run` beside the first: told in words, and nothing of the first is stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from casaora.local.processes import free_port, is_free


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
