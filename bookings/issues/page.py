"""An issue's page in plain data: what was said, what was decided, what comes next and until when; each side reads its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bookings.issues import process, queries
from bookings.issues.actions import MOST_REPORTS, is_about_absence, report_until
from bookings.issues.models import Issue, Ruling
from bookings.issues.steps import open_to
from bookings.lifecycle.models import Booking
from bookings.lifecycle.queries import names_of_customers
from bookings.lifecycle.trail import Item
from casaora.kit.money import Money
from casaora.kit.steps import By


def part(booking: Booking, by: By, at: datetime) -> dict[str, Any]:
    """What a booking's page shows of it: its issues, and until when a problem can be reported."""
    until = report_until(booking, by)
    issues = queries.of_booking(booking)
    mine = [issue for issue in issues if issue.by_role == by.role]
    may = until is not None and at < until and len(mine) < MOST_REPORTS and not any(issue.is_live for issue in mine)
    return {
        "issues": issues, "report_until": until if may else None, "asks_whether_somebody_came": is_about_absence(booking, by),
        "waits": _("When the problem is decided.") if any(i.by_role == "customer" and i.state in (process.OPEN, *process.WITH_STAFF) for i in issues) else "",
        "is_contested": any(issue.is_live and issue.by_role == "customer" for issue in issues),
    }  # fmt: skip


def page_of(booking: Booking, issue: Issue, by: By, at: datetime) -> dict[str, Any]:
    """The context of an issue's page for one of the two."""
    rulings, files = queries.rulings_of(issue), queries.files_of(issue)
    names = {"professional": booking.professional.given_names, "customer": names_of_customers([booking]).get(booking.customer_id, "")}
    return {
        "booking": booking, "issue": issue, "role": by.role, "zone": booking.city.time_zone, "at": at, "steps": open_to(issue, by, at),
        "is_mine": issue.by_role == by.role, "names": names, "other": names["customer" if by.role == "professional" else "professional"],
        "rulings": [(ruling, outcome_for(ruling, by.role), sum_for(ruling, by.role)) for ruling in rulings],
        "files": {role: [f for f in files if f.by_role == role] for role in names}, "trail": trail(issue, rulings, by, names),
    }  # fmt: skip


def outcome_for(ruling: Ruling, role: str) -> str:
    """The decision as this side is told it: a present to the other one is not theirs to know, for them nothing changes."""
    return Ruling.DISMISS if ruling.outcome == Ruling.GOODWILL and ruling.to_role != role else ruling.outcome


def sum_for(ruling: Ruling, role: str) -> Money | None:
    """What comes to this side, or is taken from it; None where nothing does."""
    if ruling.outcome == Ruling.GOODWILL:
        return ruling.amount if ruling.to_role == role else None
    return (ruling.amount if role == "customer" else ruling.of_earning) or None


def decision_in_words(ruling: Ruling, role: str) -> str:
    """One line: what was decided."""
    words = {
        Ruling.DISMISS: _("Nothing changes"), Ruling.REDO: _("The visit is done anew"), Ruling.GOODWILL: _("Casaora pays it"),
        Ruling.FULL: _("All of it goes back to the card"), Ruling.PARTIAL: _("A part goes back to the card"),
    }  # fmt: skip
    return str(words[outcome_for(ruling, role)])


def trail(issue: Issue, rulings: list[Ruling], by: By, names: dict[str, str]) -> list[Item]:
    """What happened, then what will follow and until when."""
    first, final = ([r for r in rulings if r.is_final is is_final] for is_final in (False, True))
    items = [Item("flag", _who(issue.by_role, by, names, _("You reported it"), _("%(name)s reported it")), "done", issue.get_kind_display(), issue.opened_at)]
    items += _answer(issue, by, names)
    items += [_decided(ruling, by) for ruling in first]
    if issue.appealed_at:
        title = _who(issue.appealed_by_role, by, names, _("You asked for another person"), _("%(name)s asked for another person"))
        items.append(Item("repeat", title, "done", "", issue.appealed_at))
    items += [_decided(ruling, by) for ruling in final]
    return items + _ahead(issue, rulings)


def _answer(issue: Issue, by: By, names: dict[str, str]) -> list[Item]:
    if issue.answered_at:
        return [Item("message-circle", _who(issue.other_role, by, names, _("You answered"), _("%(name)s answered")), "done", "", issue.answered_at)]
    if issue.state == process.OPEN:
        title = _who(issue.other_role, by, names, _("You can answer until"), _("%(name)s can answer until"))
        return [Item("hourglass", title, "now", _("Without an answer our team decides with what it has."), issue.answer_by)]
    if issue.state == process.CLOSED and not issue.ruled_at:
        return [Item("x", _who(issue.by_role, by, names, _("You took it back"), _("%(name)s took it back")), "done", "", issue.closed_at)]
    return [Item("clock", _who(issue.other_role, by, names, _("You did not answer"), _("%(name)s did not answer")), "done", "", issue.answer_by)]


def _who(role: str, by: By, names: dict[str, str], mine: str, theirs: str) -> str:
    return mine if role == by.role else theirs % {"name": names[role]}


def _decided(ruling: Ruling, by: By) -> Item:
    icon = "hand-heart" if outcome_for(ruling, by.role) == Ruling.GOODWILL else "scale"
    return Item(icon, decision_in_words(ruling, by.role), "done", ruling.words, ruling.given_at, sum_for(ruling, by.role))


def _ahead(issue: Issue, rulings: list[Ruling]) -> list[Item]:
    items = []
    if issue.state in (process.OPEN, *process.WITH_STAFF):
        late = _("It takes longer than we promised. We are sorry: it is at the head of our list.") if issue.escalated_at else ""
        tone = "next" if issue.state == process.OPEN else "now"
        items.append(Item("scale", _("Our team decides, at the latest"), tone, late, issue.rule_by))
    if issue.state == process.RULED:
        redo = next((r.redo_at for r in rulings if r.redo_at), None)
        if redo:
            items.append(Item("calendar", _("The visit that is done anew"), "next", _("There is nothing to pay for it."), redo))
        items.append(Item("repeat", _("Either of you can ask for another person until"), "next", _("Then it is over."), issue.appeal_by))
    return items
