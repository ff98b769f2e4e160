"""The demo: weeks of life in eight cities, lived through by the real verbs against the test processor, the same for the same seed."""

from __future__ import annotations

import gc
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection

from accounts.users.models import User
from bookings.availability import actions as availability
from bookings.lifecycle.models import Booking
from casaora import schedule
from casaora.demo import catalog, disputes, mishaps, people, present, weeks
from casaora.demo.complaints import Complaints
from casaora.demo.places import bogota, cities
from casaora.demo.processor import Processor
from casaora.demo.settling import VETTING, Settling
from casaora.demo.visits import tell
from casaora.demo.walk import Walk
from casaora.kit import clock, references
from casaora.kit.models import JobLease
from casaora.kit.steps import By
from payouts.batches.models import Batch, Payout

Who = TypeVar("Who")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: Everybody comes within so much time, and never more than one person in so many hours.
ARRIVING, SIGNING_UP = (8 * DAY, 7 * HOUR), (4.5 * DAY, 9 * HOUR)
SEED = 7


class AlreadyLived(RuntimeError):
    """There are people: a city is only built where nobody is."""


class NotHere(RuntimeError):
    """A deployed environment has no demo city, and its time cannot be moved."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many people, and how many whole weeks before the present one, which makes it four."""

    professionals: int = len(people.PROFESSIONALS)
    households: int = len(people.HOUSEHOLDS)
    weeks: int = 3


#: A few people and no week before this one: all that a glance or a test needs.
SMALL = Size(professionals=3, households=4, weeks=0)


@dataclass
class City:
    """One building of the city, up to ``until``."""

    processor: Processor
    until: datetime
    seed: int | str = SEED
    size: Size = field(default_factory=Size)
    told: Callable[[datetime], object] = lambda at: None

    def __post_init__(self) -> None:
        self.zone = bogota().zone
        self.walk = Walk(self.processor, told=self.told)
        self.first = weeks.monday(self.until, self.size.weeks, self.zone)
        self.opens_at = datetime.combine(self.first, time(6), self.zone).astimezone(UTC) - 6 * DAY
        self.settling = Settling(self.walk, {(c.slug, part.slug): part for c in cities() for part in c.neighborhoods.select_related("city")})
        self.portraits = people.PROFESSIONALS[: self.size.professionals]
        self.households = people.HOUSEHOLDS[: self.size.households]

    @property
    def begins_at(self) -> datetime:
        """When the first person comes; long enough for everybody's vetting before the city opens."""
        return self.opens_at - VETTING - 8 * DAY

    def build(self) -> None:
        """Live through it. The clock stands at ``until`` afterwards."""
        refuse_where_people_live()
        # What ran at a later hour than ours would look like somebody else's work in progress.
        JobLease.objects.all().delete()
        with connection.cursor() as cursor:
            # Fifty thousand commits need not reach the disk one by one: a city that is lost with the power is built again.
            cursor.execute("SET synchronous_commit TO off")
            # Of tables that nobody has analyzed yet the best order of nine joins takes 10 ms to find, and saves nothing.
            cursor.execute("SET join_collapse_limit TO 1")
        with _quiet(), references.seeded(self.seed), self.processor.answering():
            clock.set_to(self.begins_at)
            self._arrive()
            self._live()
            self.walk.go(self.until)
            clock.set_to(self.until)
            schedule.run_due(self.until)
            self.walk.settle(self.until, expected=True)

    def _arrive(self) -> None:
        catalog.services()
        settling = self.settling
        for colleague in people.TEAM:
            settling.colleague(colleague, self.begins_at)
        for portrait, at in _one_by_one(self.portraits, self.begins_at, *ARRIVING):
            police_until = self.until + 9 * DAY if portrait.key == "nubia-esperanza" else None
            self.walk.later(at, partial(settling.professional, portrait, police_until=police_until))
        for household, at in _one_by_one(self.households, self.opens_at - 5 * DAY, *SIGNING_UP):
            self.walk.later(at, partial(settling.household, household))
        self.walk.later(self.until - 3 * DAY, partial(settling.apply, people.APPLICANT))
        self.walk.later(self.until - 2 * DAY, partial(settling.ask_documents, people.APPLICANT))

    def _live(self) -> None:
        dice = random.Random(f"weeks {self.seed}")
        visits = weeks.plan(self.households, self.portraits, first=self.first, until=self.until, zone=self.zone, dice=dice)
        visits += present.plan(self.households, self.portraits, until=self.until, zone=self.zone, dice=dice)
        self.walk.tick_every_day(self.opens_at - DAY, self.until, self.zone)
        # By now everybody is there: who offers what is known, and the visits can be added.
        self.walk.later(self.opens_at, lambda at: tell(self.walk, visits, self.settling.residents, self.settling.offerings))
        self.walk.later(self.until - DAY, self._plan_time_off)
        mishaps.plan(self.walk, self.until, self.zone)
        disputes.tell(self.walk, self.until)
        Complaints(self.walk, lambda: self.settling.support).arrange(self.until)

    def _plan_time_off(self, at: datetime) -> None:
        """Two of them will be away."""
        for key, after, days, note in (("laura-daniela", 12, 5, "Exámenes"), ("marta-lucia", 6, 1, "Cita médica")):
            pk = self.settling.professionals.get(key)
            if pk is not None:
                day = datetime.combine((at + after * DAY).astimezone(self.zone).date(), time(), self.zone)
                availability.take_time_off(
                    professional_id=pk, starts_at=day, ends_at=day + days * DAY, note=note, by=By("professional", pk), at=at
                )

    def report(self) -> dict[str, Any]:
        """What there is now, in numbers."""
        declined = Booking.objects.filter(auto_declined_at__isnull=False).count()
        states = Counter(Booking.objects.values_list("state", flat=True))
        return {
            "professionals": len(self.portraits), "customers": len(self.households), "bookings": sum(states.values()),
            **dict(sorted(states.items())), "of_them_auto_declined": declined, "batches": Batch.objects.count(),
            "payouts_paid": Payout.objects.filter(state="paid").count(), **{f"passed over: {k}": n for k, n in self.walk.passed_over.items()},
        }  # fmt: skip


def _one_by_one(people: Sequence[Who], since: datetime, within: timedelta, apart: timedelta) -> Iterator[tuple[Who, datetime]]:
    step = min(apart, within / max(1, len(people)))
    return ((who, since + step * number) for number, who in enumerate(people))


def refuse_where_people_live() -> None:
    """Raise NotHere in a deployed environment, AlreadyLived where there are users."""
    if settings.IS_DEPLOYED and not settings.IS_REHEARSAL:
        raise NotHere("the demo city is for a developer's machine")
    if User.objects.exists():
        raise AlreadyLived("there are people in this database already; the demo city wants an empty one")


@contextmanager
def _quiet() -> Iterator[None]:
    """No worker is nudged, because the walk itself delivers; its thousands of events are not the log's, and little of it is garbage.

    Nor are its alarms: banks and transfers are staged, and a clock that ticks once a day is late for every job that runs more often. What is
    really wrong afterwards ``check_invariants`` finds.
    """
    nudge, log = settings.OUTBOX_NUDGE, logging.getLogger("casaora.events")
    level = log.level
    settings.OUTBOX_NUDGE = ""
    log.setLevel(logging.CRITICAL + 1)
    gc.freeze()
    often = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        settings.OUTBOX_NUDGE = nudge
        log.setLevel(level)
        gc.set_threshold(*often)
        gc.unfreeze()
