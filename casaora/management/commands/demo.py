"""Build the demo cities, and tell who lives in them."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.dateparse import parse_datetime

from accounts.users.models import User
from casaora.demo import city, logins
from casaora.demo.processor import NoSimulator, OverHttp
from casaora.kit import clock
from casaora.kit.operation import Operation, Report

#: So many of each role are told; a terminal is not a telephone book.
FEW = 6


class Command(Operation):
    """`demo`: four weeks of eight cities, by the real verbs. `demo --who`: its logins. `demo --code`: staff's second key, now."""

    few = FEW
    help = "Builds the demo cities in an empty database, against the processor's simulator. Refused in deployed environments, but for a rehearsal on this machine."

    def add_arguments(self, parser: Any) -> None:
        """What to do, and with which seed."""
        super().add_arguments(parser)
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are people already")
        parser.add_argument("--who", action="store_true", help="only tell the address and the logins")
        parser.add_argument("--everybody", action="store_true", help="with --who: not only some of each role")
        parser.add_argument("--code", action="store_true", help="only tell the codes of staff's second key")
        parser.add_argument("--seed", default=str(city.SEED), help="the same seed makes the same city")
        parser.add_argument("--small", action="store_true", help="a few people and only this week")
        parser.add_argument("--until", help="the moment at which the demo clock is to stand afterwards, such as 2026-11-24T10:30-05:00")

    def work(self, at: datetime, **options: Any) -> Report:
        """Build, or tell."""
        if settings.IS_DEPLOYED and not settings.IS_REHEARSAL:
            raise CommandError("the demo city is for a developer's machine")
        self.few = 0 if options["everybody"] else FEW
        if options["who"]:
            return {"url": settings.SITE_URL, "logins": logins.as_rows()}
        if options["code"]:
            return {"codes": logins.codes()}
        if options["if_empty"] and User.objects.exists():
            return {"people": User.objects.count()}
        size = city.SMALL if options["small"] else city.Size()
        return self._build(options["until"], options["seed"], size)

    def _build(self, wanted: str | None, seed: str, size: city.Size) -> Report:
        began, until = time.monotonic(), self._moment(wanted)
        bar: Any = None

        def told(now: datetime) -> None:
            done = (now - built.begins_at) / (until - built.begins_at)
            bar.update(max(0, int(1000 * done) - bar.n))

        try:
            built = city.City(OverHttp(), until, seed=seed, size=size, told=told)
            with self.bar(1000, "the demo city") as bar:
                built.build()
        except (city.AlreadyLived, city.NotHere, NoSimulator, clock.NoDemoClock) as error:
            raise CommandError(str(error)) from error
        finally:
            if not wanted and settings.DEMO_CLOCK:
                clock.move(-clock.offset())  # the present is the real one again
        return {**built.report(), "seconds": round(time.monotonic() - began, 1)}

    @staticmethod
    def _moment(wanted: str | None) -> datetime:
        if not wanted:
            return clock.now() - clock.offset()
        moment = parse_datetime(wanted)
        if moment is None or moment.tzinfo is None:
            raise CommandError("--until wants a moment with its zone, such as 2026-11-24T10:30-05:00")
        return moment

    def say(self, report: Report) -> None:
        """A table for people, where there is one."""
        if "url" in report:
            self.stdout.write(f"\n  {report['url']}/en/   {report['url']}/es/   mail: {report['url']}/en/outbox/   clock: {report['url']}/en/clock/\n\n")
        rows = report.get("logins", report.get("codes"))
        if rows is None:
            super().say(report)
        elif not rows:
            self.stdout.write("  nobody lives here yet: manage.py demo")
        else:
            self._table(rows)
        if "url" in report:
            self.stdout.write("\n  Staff are asked for a second key: manage.py demo --code tells it.")

    def _table(self, rows: list[dict[str, str]]) -> None:
        """All of them, or the first few of each role."""
        seen: Counter[str] = Counter()
        shown = []
        for row in rows:
            seen[row.get("role", "")] += 1
            if not self.few or seen[row.get("role", "")] <= self.few:
                shown.append(row)
        widths = {name: max(len(row[name]) for row in [*shown, {name: name}]) for name in rows[0]}
        for row in ({name: name for name in widths}, *shown):
            self.stdout.write("  " + "   ".join(f"{row[name]:<{width}}" for name, width in widths.items()).rstrip())
        if len(shown) < len(rows):
            self.stdout.write(f"  and {len(rows) - len(shown)} more: manage.py demo --who --everybody")
