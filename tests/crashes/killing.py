"""Starting a worker that will be killed, and seeing that it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from casaora.stripe.simulator import Simulator
from casaora.stripe.simulator.server import Server


def killed(sim: Simulator, *arguments: str) -> None:
    """Run the worker against this test's database and this simulator until it dies by SIGKILL."""
    with Server(sim, port=0) as server:
        url = urlsplit(os.environ["DATABASE_SERVICE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        environment = {**os.environ, "STRIPE_API_BASE": server.url, "DATABASE_SERVICE_URL": urlunsplit(url)}
        command = [sys.executable, "-m", "tests.crashes.worker", *arguments]
        died = subprocess.run(command, env=environment, capture_output=True, timeout=60, text=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
