"""The synthetic journey against an environment, on record where the environment's database answers."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import Error as DatabaseTrouble
from django.utils.text import slugify

from casaora.demo import cast
from casaora.demo.people.care import CARE
from casaora.kit import clock, events, jobs
from casaora.kit.operation import Operation, Report
from casaora.safety import is_loopback
from casaora.smoke.site import Refused, Site, approach
from casaora.smoke.turns import turn

#: A journey is over long before; and so long a second one waits for the first.
LEASE, WAITS_FOR = timedelta(minutes=30), 600
#: Carmen Elisa works at any hour, so that she is free whenever somebody runs this.
LOCALLY = CARE[0]


class Command(Operation):
    """`smoke --base-url https://staging.example`: sign up, book, pay, visit, in a real browser. Refused where cards are real."""

    help = "Drives a browser from sign-up to a completed visit and times each step. Only where /readyz proves test keys."

    def add_arguments(self, parser: Any) -> None:
        """Where, how, and what becomes of a visit whose time has not come."""
        super().add_arguments(parser)
        parser.add_argument("--base-url", default=settings.SITE_URL, help="the environment (this one's SITE_URL)")
        parser.add_argument("--lang", choices=("es", "en"), default="es", help="the pages' language (es)")
        parser.add_argument("--phone", action="store_true", help="on a telephone's screen")
        parser.add_argument("--headed", choices=("yes", "no"), default="no", help="show the browser (no)")
        parser.add_argument("--keep", action="store_true", help="an accepted visit whose time has not come stays for --visit; else it is canceled")
        parser.add_argument("--visit", help="begin and complete a kept visit (CB-…), or all of which it is time (due)")
        parser.add_argument("--pictures", default="test-results", help="where the picture of a failed page is put (test-results)")

    def work(self, at: datetime, **options: Any) -> Report:
        """Approach, walk, record. CommandError where it is refused."""
        try:
            from playwright.sync_api import Error as BrowserError

            from casaora.smoke.browser import chromium
        except ImportError as error:
            raise CommandError("the browser's library is missing: pip install --no-deps --require-hashes -r requirements/dev.txt") from error
        _end_politely()

        def walk() -> Report:
            site = approach(options["base_url"], options["lang"])
            hers = _hers(site)
            with chromium(is_shown=options["headed"] == "yes") as browser:
                return self._walk(site, hers, browser, options)

        try:
            with turn(settings.DEMO_CLOCK if is_loopback(options["base_url"]) else "", WAITS_FOR):
                return self._on_record(walk, is_ours=options["base_url"].rstrip("/") == settings.SITE_URL)
        except (Refused, BrowserError) as error:
            said = str(error).splitlines()[0]
            events.emit("smoke_failed", level=40, step="approach", reason=said)
            raise CommandError(said) from None

    def _walk(self, site: Site, hers: Any, browser: Any, options: dict[str, Any]) -> Report:
        from casaora.smoke.journey import Hers, Journey
        from casaora.smoke.steps import Steps

        steps = Steps(pictures=Path(options["pictures"]).resolve(), told=(lambda step: None) if options["json"] else self._tell)
        journey = Journey(
            site, Hers(*hers), browser, steps, mailbox=os.environ.get("SMOKE_MAILBOX", ""), has_phone=options["phone"], keeps=options["keep"]
        )
        return journey.finish(options["visit"]) if options["visit"] else journey.whole()

    def _on_record(self, walk: Callable[[], Report], *, is_ours: bool) -> Report:
        """As a job of the clock, one at a time; by itself where the database is another environment's or does not answer."""
        reports: list[Report] = []

        def counted(at: datetime) -> jobs.Counts:
            reports.append(walk())
            return {"steps": len(reports[0]["steps"]), "seconds": round(reports[0]["ms"] / 1000), "failed": reports[0]["failed"]}

        is_recorded = is_ours and self._try(counted)
        report = reports[0] if reports else walk()
        _announce(report)
        return {**report, "recorded": is_recorded}

    @staticmethod
    def _try(work: Callable[[datetime], jobs.Counts]) -> bool:
        """Whether it is on record. Waits for another journey of this environment. Raises CommandError when that takes too long."""
        until = time.monotonic() + WAITS_FOR
        while time.monotonic() < until:
            try:
                if jobs.run("smoke", work, at=clock.now(), lease=LEASE) is not None:
                    return True
            except jobs.JobFailed as error:
                raise error.__cause__ or error from None
            except DatabaseTrouble:
                return False
            time.sleep(2)
        raise CommandError("another journey has been under way here for ten minutes")

    def _tell(self, step: Any) -> None:
        self.stdout.write(f"  {step.name:<10} {step.state:<7} {step.ms:>7} ms  {step.path}{'  ' if step.error else ''}{step.error}")

    def say(self, report: Report) -> None:
        """The steps were told one by one; what is left is the sum."""
        self.stdout.write(f"  {'all':<10} {'failed' if report['failed'] else 'ok':<7} {report['ms']:>7} ms  {report['visit']}")
        for line in (*(f"cleaned up: {r}" for r in report["cleaned"]), *report["left"]):
            self.stdout.write(f"  {line}")
        if report["clock_moved"]:
            self.stdout.write("  the demo clock was moved to the visit, by its page")
        if report["screenshot"]:
            self.stdout.write(f"  picture of the failed page: {report['screenshot']}")
        if not report["recorded"]:
            self.stdout.write("  not on record: the database of that environment is not this one's, or does not answer")


def _hers(site: Site) -> tuple[str, str, str]:
    """The professional's page, address and password; on this machine the demo's cast unless the environment says otherwise."""
    named = [os.environ.get(f"SMOKE_PROFESSIONAL{suffix}", "") for suffix in ("", "_EMAIL", "_PASSWORD")]
    if all(named):
        return named[0], named[1], named[2]
    if any(named) or not is_loopback(site.url):
        raise Refused("set SMOKE_PROFESSIONAL (the last part of her profile's address), SMOKE_PROFESSIONAL_EMAIL and SMOKE_PROFESSIONAL_PASSWORD")
    return slugify(f"{LOCALLY.first} {LOCALLY.last}"), f"{LOCALLY.key}@casaora.example", cast.PASSWORD


def _announce(report: Report) -> None:
    """One event for dashboards and alarms."""
    seconds = round(report["ms"] / 1000, 1)
    failed = next((row for row in report["steps"] if row["state"] == "failed"), None)
    if failed is None:
        events.emit("smoke_succeeded", seconds=seconds, count=len(report["steps"]))
    else:
        events.emit("smoke_failed", level=40, step=failed["name"], reason=failed["error"], seconds=seconds, count=len(report["steps"]))


def _end_politely() -> None:
    """A scheduler's TERM is a person's Ctrl-C: what was begun is cleaned up."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
