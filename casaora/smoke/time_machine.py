"""Moving the demo clock by its page, to just before a visit."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from casaora.smoke.person import Person
from casaora.smoke.steps import Unexpected

#: A visit may begin so long before its start, with the code.
EARLY = timedelta(minutes=60)
LEAPS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)))
#: A journey of the clock takes a worker some seconds; more than this and it is not moving at all.
ARRIVES_WITHIN = 180.0
MOST_LEAPS = 90


def travel(person: Person, starts_at: datetime) -> int:
    """Leap until the visit may begin; how many leaps. Raises Unexpected when the clock does not move."""
    for leaps in range(MOST_LEAPS):
        person.open("clock/")
        left = starts_at - EARLY - _now(person)
        if left <= timedelta():
            return leaps
        name = next((name for name, length in LEAPS if length <= left), LEAPS[-1][0])
        before = _now(person)
        person.press(person.page.locator(f"button[name=leap][value={name}]"))
        _arrives(person, before + dict(LEAPS)[name])
    raise Unexpected(f"{MOST_LEAPS} leaps of the clock do not reach {starts_at:%Y-%m-%d %H:%M}")


def _now(person: Person) -> datetime:
    """The first time on the page."""
    return datetime.fromisoformat(person.page.locator("main time").first.get_attribute("datetime") or "")


def _arrives(person: Person, target: datetime) -> None:
    """The page offers leaps again once the clock is there."""
    until = time.monotonic() + ARRIVES_WITHIN
    while time.monotonic() < until:
        person.open("clock/")
        if _now(person) >= target - timedelta(seconds=2):
            return
        person.page.wait_for_timeout(300)
    raise Unexpected("the clock does not move: is there a worker?")
