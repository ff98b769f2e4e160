"""The legal floor of each market: what no policy may undercut. Figures for counsel to confirm before a market opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from bookings.catalog.cancellation import Cancellation, Right

#: Nothing that was reported in this time may have been paid out.
REPORT_HOURS = 48


@dataclass(frozen=True, slots=True)
class Floor:
    """One rule of law, from a moment on. ``source`` is what staff are shown when a policy is refused."""

    name: str
    source: str
    valid_from: datetime
    right: Right


class BelowTheLaw(ValueError):
    """A policy would give less than the law does. ``floor`` is the rule, ``lacks`` what is missing, in words."""

    def __init__(self, floor: Floor, lacks: str) -> None:
        super().__init__(f"{floor.name} ({floor.source}): {lacks}")
        self.floor, self.lacks = floor, lacks


def _since(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


#: Versions of each market's floor, oldest first; the latest that has begun holds.
FLOORS: dict[str, tuple[Floor, ...]] = {
    "CO": (Floor("CO-retracto-1", "Ley 1480 de 2011, art. 47: derecho de retracto", _since(2012, 4, 12), Right(5, is_business=True, ahead_days=5)),),
    "UY": (Floor("UY-rescision-1", "Ley 17.250 de 2000, art. 16", _since(2000, 8, 17), Right(5, is_business=True, ahead_days=0)),),
    "AR": (Floor("AR-revocacion-1", "Ley 24.240, art. 34", _since(2008, 4, 7), Right(10, is_business=False, ahead_days=0)),),
    "PY": (Floor("PY-retracto-1", "Ley 1334 de 1998, art. 26", _since(1998, 10, 27), Right(7, is_business=False, ahead_days=0)),),
}


def floor_of(market: str, at: datetime) -> Floor | None:
    """The rule that holds in a market (its code) at a moment."""
    return next((floor for floor in reversed(FLOORS.get(market, ())) if floor.valid_from <= at), None)


def check(cancellation: Cancellation, *, market: str, valid_from: datetime) -> None:
    """Raise BelowTheLaw if a policy that holds from a moment on gives a customer less than the market's law."""
    floor = floor_of(market, valid_from)
    if floor is None:
        return
    law, given = floor.right, cancellation.right
    if given is None:
        raise BelowTheLaw(floor, _("the right to withdraw is missing"))
    # A calendar day is never longer in coming than a day of business.
    if given.days < law.days or (law.is_business and not given.is_business):
        least = _("the right to withdraw lasts %(days)s business days or more") if law.is_business else _("the right to withdraw lasts %(days)s days or more")
        raise BelowTheLaw(floor, least % {"days": law.days})
    if given.ahead_days > law.ahead_days:
        raise BelowTheLaw(floor, _("it exists where the visit begins %(days)s days or more after the acceptance") % {"days": law.ahead_days})


def strengthened(cancellation: Cancellation, *, market: str, at: datetime) -> Cancellation:
    """The policy, or the law's right where the policy has none or a weaker one: what is frozen on a booking."""
    try:
        check(cancellation, market=market, valid_from=at)
    except BelowTheLaw as weak:
        return Cancellation(cancellation.tiers, weak.floor.right)
    return cancellation
