"""The life of an alarm: opened once, told, told again while it lasts, taken by somebody, and closed when it is over."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import Error as DatabaseTrouble
from django.db import transaction

from casaora.kit import clock, events, outbox
from casaora.kit.acting import acting, as_verb
from casaora.kit.steps import CLOCK, By
from casaora.ops.kinds import KINDS, PAGE, SEEN_BY_RULES
from casaora.ops.models import Alarm, AlarmStep

log = logging.getLogger(__name__)
#: What wakes somebody is told again while nobody has taken it; what can wait, once a day.
AGAIN = {PAGE: timedelta(hours=1), "ticket": timedelta(days=1)}
#: Named in an alarm as what it is about, the first that an event carries.
SUBJECTS = ("booking", "dispute", "payout", "batch", "switch", "step", "job")


class WhyMissing(Exception):
    """Who closes an alarm by hand says why."""


class Recovers(Exception):
    """The clock closes it when it is over; closing it by hand would only open it again a minute later."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that a rule sees: a kind, what it is about, how many, and facts for the reader (references, figures)."""

    kind: str
    subject: str = ""
    count: int = 1
    facts: dict[str, Any] = field(default_factory=dict)


def settle(found: Iterable[Signal], at: datetime) -> dict[str, int]:
    """Bring the open alarms to what is seen now: open the new, go on with the known, close what has ended. Counts of each."""
    counts = {"opened": 0, "seen": 0, "recovered": 0}
    seen = {(signal.kind, signal.subject): signal for signal in found}
    with transaction.atomic(durable=True), as_verb():
        # Alarms are few, and two watchers at once must not both tell: the lock is on all that are open.
        known = {(a.kind, a.subject): a for a in Alarm.objects.select_for_update().filter(state=Alarm.OPEN).order_by("pk")}
        for key, signal in sorted(seen.items()):
            if key in known:
                _go_on(known[key], signal, at)
                counts["seen"] += 1
            else:
                counts["opened"] += _open(signal, at) is not None
        for key, alarm in known.items():
            if key not in seen and KINDS[alarm.kind].recovers:
                _end(alarm, "recover", CLOCK, at, "it is over")
                counts["recovered"] += 1
    return counts


def raise_now(signal: Signal, at: datetime) -> Alarm | None:
    """Open one alarm at once, whoever notices; None when it is open already."""
    with acting(person=None, groups=(), role=None, read_only=False), transaction.atomic(), as_verb():
        return _open(signal, at)


def ring(name: str, fields: dict[str, Any]) -> None:
    """For ``kit.events``: a critical event opens its alarm after the commit of whatever it is about. Never raises."""
    if name not in KINDS or name in SEEN_BY_RULES:
        return
    subject = next((str(fields[n]) for n in SUBJECTS if fields.get(n)), "")
    signal = Signal(name, subject, int(fields.get("count", 1)), {k: v for k, v in fields.items() if k != "count"})

    def write() -> None:
        try:
            raise_now(signal, clock.now())
        except DatabaseTrouble:
            log.exception("the alarm %s could not be written", name)

    transaction.on_commit(write, robust=True)


def _open(signal: Signal, at: datetime) -> Alarm | None:
    kind = KINDS[signal.kind]
    row = Alarm(
        kind=signal.kind, subject=signal.subject, severity=kind.severity, count=signal.count, facts=signal.facts, opened_at=at, seen_at=at, told_at=at
    )
    # The unique constraint decides between two that notice at once.
    Alarm.objects.bulk_create([row], ignore_conflicts=True)
    made = Alarm.objects.filter(kind=signal.kind, subject=signal.subject, state=Alarm.OPEN, opened_at=at, steps__isnull=True).first()
    if made is None:
        return None
    _step(made, "open", CLOCK, at)
    _tell(made, "opened", at)
    return made


def _go_on(alarm: Alarm, signal: Signal, at: datetime) -> None:
    alarm.count, alarm.facts, alarm.seen_at = signal.count, signal.facts, at
    if alarm.taken_by_id is None and at - alarm.told_at >= AGAIN[alarm.severity]:
        alarm.told_at = at
        _tell(alarm, "again", at)
    alarm.save(update_fields=["count", "facts", "seen_at", "told_at"])


def take(*, alarm_id: int, by: By, at: datetime) -> Alarm:
    """Somebody has it in hand: it is not told again. The last who says so has it."""
    with transaction.atomic(durable=True), as_verb():
        alarm = Alarm.objects.select_for_update().get(pk=alarm_id)
        if alarm.state == Alarm.OPEN and alarm.taken_by_id != by.person_id:
            alarm.taken_by_id = by.person_id
            alarm.save(update_fields=["taken_by_id"])
            _step(alarm, "take", by, at)
    return alarm


def close(*, alarm_id: int, by: By, at: datetime, why: str) -> Alarm:
    """A person has dealt with what happened once. Raises WhyMissing, and Recovers for what the clock closes itself."""
    if not why.strip():
        raise WhyMissing
    with transaction.atomic(durable=True), as_verb():
        alarm = Alarm.objects.select_for_update().get(pk=alarm_id)
        if KINDS[alarm.kind].recovers:
            raise Recovers
        if alarm.state == Alarm.OPEN:
            _end(alarm, "close", by, at, why.strip()[:300])
    return alarm


def _end(alarm: Alarm, step: str, by: By, at: datetime, why: str) -> None:
    alarm.state, alarm.closed_at, alarm.why = Alarm.CLOSED, at, why
    alarm.save(update_fields=["state", "closed_at", "why"])
    _step(alarm, step, by, at, why)
    _tell(alarm, "closed", at)


def _step(alarm: Alarm, step: str, by: By, at: datetime, why: str = "") -> None:
    before = "" if step == "open" else Alarm.OPEN
    AlarmStep.objects.create(
        alarm=alarm, step=step, from_state=before, to_state=alarm.state, by_role=by.role, by_person_id=by.person_id, at=at, why=why
    )


def _tell(alarm: Alarm, what: str, at: datetime) -> None:
    """Owe a word on every way that is set up; each is a row of its own, so that one that fails does not repeat the other."""
    from casaora.ops.telling import ways

    for way in ways():
        payload = {"alarm": alarm.pk, "what": what, "way": way}
        outbox.put(topic="alarm", key=f"alarm:{alarm.pk}:{what}:{at.isoformat(timespec='seconds')}:{way}", payload=payload, at=at)
    level = logging.ERROR if what != "closed" else logging.INFO
    events.emit(f"alarm_{what}", level=level, alarm=alarm.pk, kind=alarm.kind, reason=alarm.subject, count=alarm.count)
