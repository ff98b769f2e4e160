"""The watch: each minute the clock asks every rule; and web looks whether the clock itself still goes."""

from __future__ import annotations

import logging
import urllib.request
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import Error as DatabaseTrouble

from casaora.kit import clock, jobs, outbox
from casaora.kit.acting import acting, reading_as_verb
from casaora.kit.models import JobRun
from casaora.ops import alarms, rules
from casaora.ops.alarms import Signal
from casaora.timetable import JOBS

log = logging.getLogger(__name__)
#: The watch runs each minute; when it has not for this long, nobody watches.
SILENT_FOR = timedelta(minutes=5)


def watch(at: datetime) -> dict[str, int]:
    """For the clock: every rule, then tell whoever waits for our heartbeat that it goes on."""
    jobs.make_known(JOBS, at)
    counts = alarms.settle(rules.signals(at), at)
    _beat()
    return counts


def _beat() -> None:
    """A dead man's switch: somebody else rings when this stops. Whether it arrives is not our business."""
    if not settings.HEARTBEAT_URL:
        return
    try:
        with urllib.request.urlopen(settings.HEARTBEAT_URL, timeout=5) as answer:  # nosec B310: an operator's own setting
            answer.read(100)
    except OSError:
        log.warning("the heartbeat did not arrive")


def last_watch() -> datetime | None:
    """When the watch last began; None where it never did."""
    return JobRun.objects.filter(job="alarms").order_by("-started_at").values_list("started_at", flat=True).first()


def silence(at: datetime) -> timedelta | None:
    """For how long nobody has watched, if that is too long. A house in which it never ran has no clock to miss."""
    last = last_watch()
    return at - last if last is not None and at - last > SILENT_FOR else None


def look_at_the_clock() -> None:
    """For web, now and then: if the watch is silent, tell people from here, because nobody else will. Never raises."""
    if not cache.add("looked_at_the_clock", 1, 60):
        return
    try:
        with acting(person=None, groups=(), role=None, read_only=False):
            _look(clock.now())
    except DatabaseTrouble:
        log.exception("nobody could look at the clock")


def _look(at: datetime) -> None:
    if clock.is_leaping():
        return
    with reading_as_verb():
        quiet = silence(at)
    if quiet and alarms.raise_now(Signal("clock_silent", facts={"minutes": int(quiet.total_seconds() // 60)}), at):
        tell_from_here(at)


def tell_from_here(at: datetime) -> None:
    """Deliver what is owed in this process: the worker that should do it may be what is missing."""
    outbox.deliver(at, topic="alarm")
