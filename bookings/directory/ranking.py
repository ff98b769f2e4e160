"""The order of search, explained on the page: fit, then reliability, then distance. Money has no part in it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zlib import crc32

#: Somebody new begins here (per mille), between those who leave requests unanswered and those who answer.
BEGINS_WITH = (4, 5)
BAND = 50
KM_BAND = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What the order looks at. ``km`` None: no place was given."""

    professional_id: int
    goes_there: bool
    starts_free: int
    completed: int
    unanswered: int
    km: float | None


def reliability(completed: int, unanswered: int) -> int:
    """Visits completed of those completed or left unanswered, per mille, with a small head start for new people."""
    good, all_ = BEGINS_WITH
    return (completed + good) * 1000 // (completed + unanswered + all_)


def rank(facts: Facts, day: date) -> tuple[int, int, int, int]:
    """A sort key, smaller first. Within equal bands the order changes each day, so that everybody is first some day."""
    fit = (not facts.goes_there) + (facts.starts_free < 4)
    near = 0 if facts.km is None else int(facts.km // KM_BAND)
    turn = crc32(f"{facts.professional_id}:{day.isoformat()}".encode())
    return fit, -(reliability(facts.completed, facts.unanswered) // BAND), near, turn
