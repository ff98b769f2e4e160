"""Everything as in `make run`, under load, and one part after the other is killed: what is lost, and how long until it works again.

`python -m tests.ops.restarts` prints the figures and exits with 1 if anything was lost. Households ask for visits and pay on the
processor's page, professionals accept; the processor's messages come by HTTP and are handled by the worker. Each part is killed with
SIGKILL and started again, as whoever runs it would.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from casaora.local import environment, run
from casaora.local.processes import free_port

KIND = "restarts"
PAIRS, PAUSE, PATIENCE = 4, 6.0, 60.0


class Load:
    """Households and professionals at work, in threads, until told to stop; and somebody who reads pages all the time."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.counts: Counter[str] = Counter()
        self.visits: list[tuple[float, str]] = []  # when the worker had authorized it, and which
        self.reads: list[tuple[float, bool]] = []

    def reader(self) -> None:
        """GET the front page four times a second."""
        while not self.stopped.wait(0.25):
            try:
                with urllib.request.urlopen(f"{os.environ['SITE_URL']}/en/", timeout=5) as answer:
                    self.reads.append((time.monotonic(), answer.status == 200))
            except (OSError, urllib.error.URLError):
                self.reads.append((time.monotonic(), False))

    def pair(self, number: int, offering: Any) -> None:
        """One professional, a new household for each visit, one visit after the other."""
        from bookings.lifecycle import actions
        from bookings.lifecycle.requests import request
        from bookings.models import Booking
        from casaora.demo import cast
        from casaora.demo.processor import OverHttp
        from casaora.demo.scenes import Stage
        from casaora.kit import clock
        from casaora.kit.steps import By
        from casaora.stripe.simulator.cards import APPROVES

        processor = OverHttp()
        stage = object.__new__(Stage)
        stage.sim, stage.at = None, clock.now()  # type: ignore[assignment]
        stage.offering = offering
        day = 0
        while not self.stopped.is_set():
            day += 1
            asked = time.monotonic()

            def visit(day: int = day) -> str:
                household = cast.customer(f"Hogar {number} {day}", "Prueba")
                starts = clock.now().replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=2 + day % 28)
                booking = request(wish=stage.wish(customer=household, starts_at=starts), by=By("customer", household.pk), at=clock.now())
                processor.fill_in(booking.payment.session_url, action="pay", card=APPROVES)
                return str(booking.reference)

            reference = self._again(visit)
            if not reference:
                continue
            if self._until(lambda reference=reference: Booking.objects.get(reference=reference).state != "pending_payment"):
                self.visits.append((time.monotonic(), reference))
                self.counts["authorized"] += 1
                self._again(lambda reference=reference: actions.accept(reference=reference, by=By("professional", stage.offering.professional_id), at=clock.now()))
            self.counts["slowest_ms"] = max(self.counts["slowest_ms"], int(1000 * (time.monotonic() - asked)))

    def _again(self, act: Callable[[], Any]) -> Any:
        """Once; what a person would see as an error is counted."""
        from django.db import DatabaseError, InterfaceError, close_old_connections

        from bookings.lifecycle.requests import RequestRefused

        try:
            return act()
        except (DatabaseError, InterfaceError, RequestRefused, OSError) as error:
            self.counts[f"error {type(error).__name__}"] += 1
            close_old_connections()
            time.sleep(0.5)
            return None

    def _until(self, holds: Callable[[], bool]) -> bool:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._again(holds):
                return True
            time.sleep(0.05)
        return False


def kill(name: str, processes: run.Processes) -> Callable[[], object]:
    """SIGKILL a part; what starts it again."""
    state = environment.folder(KIND)
    if name == "postgres":
        engine = environment.Postgres(state)
        os.kill(engine.pid() or 0, signal.SIGKILL)
        return engine.start
    if name == "valkey":
        cache = environment.Valkey(state)
        os.kill(json.loads(cache.conf.read_text())["pid"], signal.SIGKILL)
        os.waitpid(json.loads(cache.conf.read_text())["pid"], 0)
        return cache.start
    arguments = next(process.args for each, process, _ in processes.running if each == name)
    victim = next(process for each, process, _ in processes.running if each == name)
    os.killpg(victim.pid, signal.SIGKILL)
    victim.wait()
    processes.running = [entry for entry in processes.running if entry[0] != name]
    return lambda: processes.start(name, list(arguments))  # type: ignore[arg-type]


def disturb(name: str, load: Load, processes: run.Processes) -> dict[str, float]:
    """Kill, wait a second, start; how long until pages answer and until a visit gets through again."""
    began = time.monotonic()
    start = kill(name, processes)
    time.sleep(1)
    start()
    until = time.monotonic() + PATIENCE

    def first(rows: Callable[[], list[float]]) -> float:
        while time.monotonic() < until:
            later = [moment for moment in rows() if moment > began + 1]
            if later:
                return round(later[0] - began, 1)
            time.sleep(0.05)
        return -1.0

    pages = first(lambda: [moment for moment, good in load.reads if good])
    work = first(lambda: [moment for moment, _ in load.visits])
    failed = sum(1 for moment, good in load.reads if not good and moment > began)
    time.sleep(PAUSE)
    return {"pages_after_s": pages, "visits_after_s": work, "pages_failed": failed}


def manage(*arguments: str) -> str:
    """A command's output."""
    done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=environment.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"manage.py {' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def main() -> int:
    """All of it."""
    os.environ.update(ENVIRONMENT="local", PORT=str(free_port()), SIMULATOR_PORT=str(free_port()), DJANGO_SETTINGS_MODULE="casaora.settings")
    environment.stop(KIND)
    environment.Postgres(environment.folder(KIND)).forget()
    shutil.rmtree(environment.folder(KIND), ignore_errors=True)
    environment.prepare(KIND)
    state = environment.folder(KIND)
    processes = run.Processes(state / "logs")
    load = Load()
    try:
        manage("migrate", "--verbosity", "0")
        run.start_simulator(processes, state)
        run.start_rest(processes, state)
        import django

        django.setup()
        from casaora.demo import cast, catalog

        catalog.services()
        offerings = [catalog.at_work(cast.professional(f"Profesional {number}", "Prueba")) for number in range(PAIRS)]
        threads = [threading.Thread(target=load.reader), *(threading.Thread(target=load.pair, args=pair) for pair in enumerate(offerings))]
        for thread in threads:
            thread.start()
        time.sleep(PAUSE)
        figures = {name: disturb(name, load, processes) for name in ("postgres", "valkey", "worker", "beat")}
        load.stopped.set()
        for thread in threads:
            thread.join(timeout=PATIENCE + 10)
        print(json.dumps({"parts": figures, "load": load.counts, "reads": len(load.reads)}, indent=2))
        return settled()
    finally:
        load.stopped.set()
        processes.stop()
        environment.stop(KIND)


def settled() -> int:
    """Let the clock do what is due, then ask whether anything was lost."""
    print(manage("clock", "+2h").strip())
    for command in (("ledger", "verify"), ("check_invariants",), ("reconcile",)):
        print(manage(*command).strip().splitlines()[-1])
    from django.db import connection

    from bookings.models import Booking
    from casaora.kit.models import Outgoing
    from casaora.stripe.models import Event

    connection.close()  # of before the server was killed
    left = {
        "visits": Booking.objects.count(), "accepted": Booking.objects.filter(state="confirmed").count(),
        "unpaid": Booking.objects.filter(state="pending_payment").count(), "messages": Event.objects.count(),
        "messages_not_handled": Event.objects.filter(handled_at=None).count(), "outbox_not_done": Outgoing.objects.filter(done_at=None).count(),
    }  # fmt: skip
    print(json.dumps(left))
    return int(bool(left["messages_not_handled"] or left["outbox_not_done"] or left["unpaid"]))


if __name__ == "__main__":
    sys.exit(main())
