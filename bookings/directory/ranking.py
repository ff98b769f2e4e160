"""The order of search, explained on the page: fit, then reliability, then distance. Money has no part in it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zlib import crc32

#: Somebody new begins here (per mille), between those who leave requests unanswered and those who answer.
BEGINS_WITH = (4, 5)
BAND = 50
KM_BAND = 2
#: The orders that a visitor may choose; the first is ours, and each ends with it. None of them can be paid for.
FIT, PRICE, SOONEST, NEAREST = "fit", "price", "soonest", "nearest"
SORTS = (FIT, PRICE, SOONEST, NEAREST)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the order looks at. ``km`` None: no place was given."""

    professional_id: int
    goes_there: bool
    starts_free: int
    completed: int
    unanswered: int
    km: float | None
    price_minor: int = 0
    soonest: datetime | None = None


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


def chosen_order(facts: Facts, day: date, sort: str) -> tuple[object, ...]:
    """A sort key for the order that somebody chose; among equals ours decides."""
    ours = rank(facts, day)
    if sort == PRICE:
        return facts.price_minor, *ours
    if sort == SOONEST:
        return facts.soonest or NEVER, *ours
    return (facts.km or 0, *ours) if sort == NEAREST else ours
