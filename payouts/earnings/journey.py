"""Where an earning is on its way to the professional: which stop, why it waits, and when it moves next. Words only; nothing is moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from casaora.design import dates
from casaora.kit.money import Money, total
from payouts.earnings import process
from payouts.earnings.models import Earning, EarningHold
from payouts.earnings.queries import holding, why_held

ON_ITS_WAY, NEXT, AVAILABLE, HELD, CLEARING, TO_COME = "on_its_way", "next", "available", "held", "clearing", "to_come"
#: In the order in which a page shows them: what is nearest to her account first.
STOPS = (ON_ITS_WAY, NEXT, AVAILABLE, HELD, CLEARING, TO_COME)


@dataclass(frozen=True, slots=True)
class Row:
    """One earning: why it waits, in sentences, and when it moves."""

    earning: Earning
    whys: list[str]
    moves: str


@dataclass(frozen=True, slots=True)
class Group:
    """The earnings at one stop, with its name, what happens there, and their sum."""

    stop: str
    name: str
    text: str
    rows: list[Row]
    sum: Money


def groups(earnings: Iterable[Earning], *, next_ids: Collection[int], next_at: datetime, currency: str, zone: ZoneInfo, at: datetime) -> list[Group]:
    """Earnings that are not paid, by where they are; empty stops are left out. ``next_ids``: those that the next payout would take."""
    found: dict[str, list[Row]] = {stop: [] for stop in STOPS}
    for earning in earnings:
        stop = stop_of(earning, next_ids, at)
        found[stop].append(Row(earning, why_held(earning, at) if stop != NEXT else [], _moves(earning, stop, at, zone)))
    day = dates.long_day(next_at.astimezone(zone))
    return [
        Group(stop, *_said(stop, day), rows, total((r.earning.amount for r in rows if r.earning.currency == currency), currency))
        for stop, rows in found.items() if rows
    ]  # fmt: skip


def stop_of(earning: Earning, next_ids: Collection[int], at: datetime) -> str:
    """Where an earning is now. What something holds is held, whatever its state, unless it has left already."""
    if earning.state == process.IN_PAYOUT:
        return ON_ITS_WAY
    if holding(earning, at):
        return HELD
    if earning.pk in next_ids:
        return NEXT
    return {process.PAYABLE: AVAILABLE, process.CLEARING: CLEARING}.get(earning.state, TO_COME)


def _said(stop: str, day: str) -> tuple[str, str]:
    return {
        ON_ITS_WAY: (_("On its way to you"), _("It has left or is leaving. Your bank usually has it within two working days.")),
        NEXT: (_("In the next payout"), _("As things are now, this is sent on %(day)s.") % {"day": day}),
        AVAILABLE: (_("Available"), _("Yours. It goes with the first payout that can be sent.")),
        HELD: (_("Held back"), _("Something has to be settled first. Each line says what.")),
        CLEARING: (_("Clearing"), _("The visit is done; the days for reporting a problem are running.")),
        TO_COME: (_("From visits to come"), _("Paid by the family and kept by Casaora until the visit is done.")),
    }[stop]


def _moves(earning: Earning, stop: str, at: datetime, zone: ZoneInfo) -> str:
    """When it moves next, where a date or an event is known."""
    if stop == HELD:
        return _lifted(holding(earning, at), zone)
    if stop in (CLEARING, NEXT) and earning.state == process.CLEARING and earning.clears_at:
        local = earning.clears_at.astimezone(zone)
        return _("It clears on %(day)s at %(hour)s.") % {"day": dates.long_day(local), "hour": dates.hour(local)}
    return ""


def _lifted(holds: list[EarningHold], zone: ZoneInfo) -> str:
    """What ends the last of its holds: a date where all of them have one, else the event. Nothing where the hold's own words say it."""
    dated = [hold.until for hold in holds if hold.until is not None]
    if len(dated) == len(holds):
        local = max(dated).astimezone(zone)
        return _("It is free again on %(day)s at %(hour)s, at the latest.") % {"day": dates.long_day(local), "hour": dates.hour(local)}
    event = next(hold for hold in holds if hold.until is None)
    if event.unblocked_by:
        return ""
    return {
        EarningHold.Reason.REPORT: _("It moves when the problem is settled."),
        EarningHold.Reason.DISPUTE: _("It moves when the bank has decided."),
        EarningHold.Reason.REVIEW: _("It moves when our team has finished."),
        EarningHold.Reason.SUSPENSION: _("It moves when our team lifts the pause."),
    }[EarningHold.Reason(event.reason)]
