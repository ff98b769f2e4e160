"""`make run`: engines, schema, demo city, then web, worker, beat and the processor's simulator, until Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.request
from typing import IO
from urllib.parse import urlsplit

from casaora.local import environment
from casaora.local.messages import compile_messages
from casaora.local.processes import is_free

PYTHON = sys.executable
BIN = pathlib.Path(PYTHON).parent


class Ended(RuntimeError):
    """A process stopped by itself; the message shows the end of its log."""


def say(text: str) -> None:
    """Progress on the terminal."""
    print(text, flush=True)  # noqa: T201


class Processes:
    """Children in groups of their own, stopped by their ids in the reverse of the order in which they began."""

    def __init__(self, logs: pathlib.Path) -> None:
        self.logs = logs
        self.logs.mkdir(parents=True, exist_ok=True)
        self.running: list[tuple[str, subprocess.Popen[bytes], IO[bytes]]] = []

    def start(self, name: str, arguments: list[str], **variables: str) -> None:
        """Begin one; its output goes to a file of its name."""
        out = (self.logs / f"{name}.log").open("wb")
        process = subprocess.Popen(
            arguments, cwd=environment.ROOT, env={**os.environ, **variables}, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.running.append((name, process, out))

    def check(self) -> None:
        """Raise Ended for the first that is no longer there."""
        for name, process, _ in self.running:
            if process.poll() is not None:
                tail = (self.logs / f"{name}.log").read_text(errors="replace").splitlines()[-12:]
                raise Ended(f"{name} ended with {process.returncode}:\n  " + "\n  ".join(tail))

    def stop(self, *names: str) -> None:
        """Ask each (of these names, or all) to end, wait 10 s, then insist."""
        chosen = [child for child in self.running if not names or child[0] in names]
        for _, process, _ in reversed(chosen):
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + 10
        for _, process, out in reversed(chosen):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            out.close()
        self.running = [child for child in self.running if child not in chosen]


def manage(*arguments: str) -> None:
    """Run a management command in front of the reader; raises when it fails."""
    subprocess.run([PYTHON, "manage.py", *arguments], cwd=environment.ROOT, check=True)


def wait_for(url: str, processes: Processes, seconds: int = 60) -> None:
    """Until the address answers 200."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        processes.check()
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:  # nosec B310: our own address on this machine
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise Ended(f"{url} did not answer within {seconds} s")


ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def _interrupted(*_: object) -> None:
    """Whoever ends us, by key, by `kill` or by closing the window: everything stops the same way, and once.

    `make` passes on what its group was told too: a second word in the middle of stopping would leave children behind.
    """
    for name in ENDS:
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt


def stop_once() -> None:
    """From now on the first of these signals is a KeyboardInterrupt, and any later one nothing."""
    for name in ENDS:
        signal.signal(name, _interrupted)


def _ports_are_free() -> None:
    """Raise Ended when another program answers where we would: a newcomer's second `make run`, most often.

    Asked before anything starts, because what is started is stopped again, and the engines would be the first run's.
    """
    for address, variable in zip(environment.addresses().values(), ("PORT", "SIMULATOR_PORT"), strict=True):
        port = int(address.rsplit(":", 1)[1])
        if not is_free(port):
            raise Ended(f"Port {port} is taken, perhaps by another `make run`. Stop that one, or choose a port: {variable}={port + 100} make run")


def start_simulator(processes: Processes, state: pathlib.Path, *, webhooks: str = "") -> None:
    """The test processor; its events go to ``webhooks``, by default the site's own address."""
    base = os.environ["STRIPE_API_BASE"]
    processes.start(
        "simulator",
        [PYTHON, "-m", "casaora.stripe.simulator", "--port", base.rsplit(":", 1)[1], "--state", str(state / "simulator.sqlite3"),
         "--webhook-url", f"{webhooks or os.environ['SITE_URL']}/webhooks/stripe/"],
    )  # fmt: skip
    wait_for(f"{base}/_control/health", processes)


def start_rest(processes: Processes, state: pathlib.Path, *more: str) -> None:
    """Web, worker and beat; ``more`` are the web server's further arguments."""
    processes.start(
        "web",
        [str(BIN / "gunicorn"), "casaora.wsgi", "-k", "gthread", "--workers", "2", "--threads", "4", "--bind",
         urlsplit(os.environ["SITE_URL"]).netloc, "--no-control-socket", *more],
        CASAORA_PROCESS="web",
    )  # fmt: skip
    celery = [str(BIN / "celery"), "-A", "casaora"]
    processes.start("worker", [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "2", "--queues", "money,notices,celery"])
    processes.start("beat", [*celery, "beat", "--loglevel", "WARNING", "--schedule", str(state / "beat")])
    wait_for(f"{os.environ['SITE_URL']}/healthz", processes)


def everything() -> int:
    """Start all, print where to go, wait; stop all on Ctrl-C or when one ends. The exit code."""
    began = time.monotonic()
    stop_once()
    try:
        _ports_are_free()
    except Ended as error:
        say(str(error))
        return 1
    say("▸ PostgreSQL and Valkey")
    environment.prepare("local")
    state = environment.folder("local")
    processes = Processes(state / "logs")
    code = 0
    try:
        say("▸ database schema")
        compile_messages()
        manage("migrate", "--verbosity", "0")
        say("▸ the processor's simulator")
        start_simulator(processes, state)
        manage("demo", "--if-empty")
        say("▸ web, worker, beat")
        start_rest(processes, state)
        manage("demo", "--who")
        say(f"\nReady after {time.monotonic() - began:.1f} s. Logs are in {os.path.relpath(state / 'logs', environment.ROOT)}. Ctrl-C stops everything.")
        while True:
            time.sleep(1)
            processes.check()
    except KeyboardInterrupt:
        say("\n▸ stopping; the data stays")
    except (Ended, subprocess.CalledProcessError) as error:
        say(f"\n{error}")
        code = 1
    finally:
        processes.stop()
        environment.stop("local")
    return code
