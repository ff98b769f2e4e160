"""What is going on at the very end: visits on their way, requests that wait with a running deadline, and what ended within a day."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casaora.demo.afterwards import ASKED_TO_MOVE, UNCHECKED
from casaora.demo.doors import NOBODY_HOME
from casaora.demo.people import Household, Portrait
from casaora.demo.visits import BANK_REFUSES, DECLINED, DONE, SECOND_THOUGHTS, SILENT, UNPAID, Visit, minutes

HALF_HOUR = timedelta(minutes=30)


def hours(number: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=number)


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody asked somebody so long before the end. The start: on a later ``day`` at an hour, or ``near`` the end."""

    customer: str
    professional: str
    service: str
    asked: timedelta
    story: str
    length: int
    day: int = 0
    hour: int = 8
    near: timedelta | None = None
    answer: timedelta | None = None


SCENES = (
    # On their way now, at whatever hour the city is built.
    Scene("camila", "natalia", "pet-sitting", hours(27), DONE, 300, near=-hours(1.25), answer=minutes(18)),
    Scene("luisa-fernanda", "carmen-elisa", "elder-care", hours(30), DONE, 480, near=-hours(3), answer=minutes(40)),
    # Waiting for an answer: just asked, half over, nearly over, and on short notice.
    Scene("diana-carolina", "ana-milena", "regular-cleaning", minutes(38), SILENT, 240, day=2),
    Scene("mateo", "ana-milena", "deep-cleaning", hours(20.6), SILENT, 300, day=4, hour=9),
    Scene("camila", "rosalba", "home-cooking", hours(22.8), SILENT, 180, day=3, hour=10),
    Scene("hannah", "claudia-patricia", "personal-assistance", hours(5), SILENT, 120, day=2, hour=14),
    Scene("thomas", "natalia", "dog-walking", minutes(50), SILENT, 60, near=hours(6.5)),
    # At the processor's page at this moment.
    Scene("sebastian", "gloria-ines", "regular-cleaning", minutes(6), UNPAID, 180, day=3, hour=9),
    Scene("juliana", "marta-lucia", "laundry-and-ironing", minutes(13), UNPAID, 180, day=2),
    # Accepted, ahead.
    Scene("camila", "ana-milena", "regular-cleaning", hours(29), DONE, 240, day=3, answer=minutes(25)),
    Scene("alvaro", "jairo-enrique", "elder-companionship", hours(9), DONE, 180, day=1, hour=10, answer=minutes(55)),
    Scene("ricardo", "edison", "move-cleaning", hours(50), DONE, 300, day=5, answer=hours(3)),
    # Ended within a day.
    Scene("alvaro", "carmen-elisa", "elder-companionship", hours(40), DONE, 240, near=-hours(14), answer=minutes(30)),
    Scene("marcela", "edison", "deep-cleaning", hours(26.5), SILENT, 300, day=3, hour=9),
    Scene("ricardo", "sandra-milena", "childcare", hours(6), DECLINED, 240, day=2, hour=14, answer=minutes(70)),
    Scene("adriana", "yolanda", "regular-cleaning", minutes(75), UNPAID, 180, day=2),
    Scene("diana-carolina", "laura-daniela", "childcare", hours(4), SECOND_THOUGHTS, 180, day=2, hour=15),
    Scene("juliana", "paola-andrea", "organizing", hours(20), BANK_REFUSES, 180, day=3, hour=10, answer=minutes(90)),
    # Confirmed, and she has asked for another time.
    Scene("adriana", "gloria-ines", "regular-cleaning", hours(26), ASKED_TO_MOVE, 180, day=4, hour=8, answer=minutes(15)),
    # Over, and nobody checked in: the household is asked at this moment.
    Scene("hannah", "natalia", "pet-sitting", hours(44), UNCHECKED, 120, near=-hours(6.5), answer=minutes(20)),
    # Nobody opened: she waited, and is paid.
    Scene("thomas", "natalia", "pet-sitting", hours(46), NOBODY_HOME, 120, near=-hours(10), answer=minutes(15)),
)

#: The same in the other cities; nobody takes the part of somebody who is not there.
ELSEWHERE = (
    Scene("olga-lucia", "amparo", "elder-care", hours(28), DONE, 480, near=-hours(2), answer=minutes(25)),
    Scene("armando", "catalino", "elder-companionship", hours(31), DONE, 300, near=-hours(1), answer=minutes(35)),
    Scene("eduardo", "nuris", "elder-companionship", hours(26), UNCHECKED, 180, near=-hours(6), answer=minutes(45)),
    Scene("kevin", "luz-marina", "deep-cleaning", hours(3), SILENT, 240, day=3, hour=9),
    Scene("lorena", "yurani", "regular-cleaning", hours(14), SILENT, 240, day=4),
    Scene("tatiana", "maria-jose", "organizing", minutes(55), SILENT, 180, day=2, hour=9),
    Scene("nicole", "dagoberto", "packing", minutes(9), UNPAID, 240, day=3, hour=9),
    Scene("silvia", "ivonne", "personal-assistance", hours(30), DONE, 120, day=2, hour=15, answer=hours(1)),
    Scene("laura-marcela", "graciela", "regular-cleaning", hours(21), SILENT, 240, day=3),
    Scene("german", "ofelia", "home-cooking", hours(25), DONE, 240, day=3, hour=9, answer=hours(2)),
)


def plan(
    households: Sequence[Household], portraits: Sequence[Portrait], *, until: datetime, zone: ZoneInfo, dice: random.Random
) -> list[Visit]:
    """The scenes as visits. In a small city others take the parts of those who are not there."""
    there = {household.key for household in households} | {portrait.key for portrait in portraits}
    visits, asks = [], Counter(scene.customer for scene in SCENES if scene.story in (SILENT, BANK_REFUSES, UNPAID))
    for number, scene in enumerate((*SCENES, *(scene for scene in ELSEWHERE if {scene.customer, scene.professional} <= there))):
        # Who stands in is the one with the least open requests, of which nobody may have many.
        stand_in = min(households, key=lambda h: asks[h.key])
        household = next((h for h in households if h.key == scene.customer), stand_in)
        asks[household.key] += household.key != scene.customer
        portrait = next((p for p in portraits if p.key == scene.professional), portraits[number % len(portraits)])
        known = [work.service for work in portrait.work]
        service = scene.service if scene.service in known else known[0]
        visits.append(
            Visit(
                household.key, portrait.key, service, until - scene.asked, _start(scene, until, zone), scene.length, scene.story,
                dice.getrandbits(60), answer_after=scene.answer,
            )
        )
    return visits


def _start(scene: Scene, until: datetime, zone: ZoneInfo) -> datetime:
    if scene.near is None:
        day = until.astimezone(zone).date() + timedelta(days=scene.day)
        return datetime.combine(day, time(scene.hour), zone).astimezone(UTC)
    moment = until + scene.near
    since = timedelta(minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond)
    return moment - since if scene.near < timedelta() else moment - since + HALF_HOUR
