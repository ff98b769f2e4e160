"""A walk through time: what people do and what the clock does, in the order in which it happens."""

from __future__ import annotations

import heapq
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.module_loading import import_string

from casaora import schedule
from casaora.demo.processor import Processor
from casaora.kit import clock, outbox
from casaora.stripe import inbox
from casaora.stripe.errors import BadSignature

#: A machine with much to do takes seconds for a step; the city it makes must not depend on that.
SAME_MOMENT = timedelta(minutes=1)
Work = Callable[[datetime], object]
#: The hours of the city's day at which every clock job is run once; what must not wait so long is run at its own moment.
HOURS = (time(10),)


class Walk:
    """Things to be done at their moments. What is done may add more; what lies beyond the end is never done."""

    def __init__(self, processor: Processor, *, told: Callable[[datetime], object] = lambda at: None) -> None:
        self.processor, self.told = processor, told
        self._queue: list[tuple[datetime, int, Work]] = []
        self._turn = count()
        #: What happened that leaves no row: requests that found no free time, and such.
        self.passed_over: Counter[str] = Counter()
        #: As of an endpoint that asks the processor for what it handles; half of all events are of other kinds.
        self.subscribed = frozenset(import_string(settings.STRIPE_EVENT_HANDLERS))

    def later(self, at: datetime, work: Work) -> None:
        """Do ``work(at)`` at that moment; things of one moment in the order in which they were added."""
        heapq.heappush(self._queue, (at, next(self._turn), work))

    def tick(self, at: datetime, job: str) -> None:
        """Run one clock job at that moment."""
        self.later(at, lambda now: schedule.run(job, now))

    def tick_every_day(self, since: datetime, until: datetime, zone: ZoneInfo) -> None:
        """Run all clock jobs at HOURS of every day. Payouts are planned and sent at 10:00 on their days."""
        day = since.astimezone(zone).date()
        while day <= until.astimezone(zone).date():
            for hour in HOURS:
                at = datetime.combine(day, hour, zone).astimezone(UTC)
                if at >= since:
                    self.later(at, schedule.run_due)
            day += timedelta(days=1)

    def go(self, until: datetime) -> None:
        """Do everything up to a moment, with the clock at each."""
        while self._queue and self._queue[0][0] <= until:
            at, _, work = heapq.heappop(self._queue)
            clock.set_to(at)
            work(at)
            self.settle(at)
            self.told(at)

    def settle(self, at: datetime, *, expected: bool = False) -> None:
        """What a worker does within the second: handle the processor's events, send what people are told."""
        for body, signature in self.processor.events(expected=expected):
            if json.loads(body).get("type") not in self.subscribed:
                continue
            signed = _signed_at(signature, at)
            try:
                event = inbox.receive(body, signature, signed)
            except BadSignature:  # signed by another simulator than ours: the web would refuse it as well
                self.passed_over["bad_signature"] += 1
                continue
            if event is not None:
                inbox.handle(event.pk, at if signed - at < SAME_MOMENT else signed)
        if outbox.is_waiting(at):  # asking is cheaper than claiming nothing
            outbox.deliver(at, limit=1000)


def _signed_at(signature: str, at: datetime) -> datetime:
    """When it was signed. Ours moves faster than any network: by now the clock may show another hour."""
    found = re.match(r"t=(\d+)", signature)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else at
