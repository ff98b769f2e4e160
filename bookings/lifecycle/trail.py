"""A booking's page in plain data: where the money is, what happened, what comes next, what this person may do.

Every amount that was moved or is owed is read from the ledger; holds and what comes next are promises, and are labelled so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from bookings.catalog.cancellation import ALL
from bookings.lifecycle import process
from bookings.lifecycle.books import ENDED_EARLY, Books, books, station
from bookings.lifecycle.models import Booking, StepTaken
from bookings.lifecycle.queries import is_being_confirmed, names_of_customers, open_proposal
from casaora.kit.money import Money
from casaora.kit.steps import By

REPORT_WITHIN = timedelta(hours=48)
#: Steps for when plans change: beside the others, not among them.
CHANGES = ("propose_time", "cancel")
#: Steps that only a proposal calls for; its own lines show them.
ANSWERS = ("reschedule", "refuse_time")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the trail. ``tone``: done, now, next or bad. ``amount`` may be None."""

    icon: str
    title: str
    tone: str
    text: str = ""
    at: datetime | None = None
    amount: Money | None = None


#: What packages above add to a booking's page: each a function of the booking, who reads it and when. Added when the app is ready.
PARTS: list[Callable[[Booking, By, datetime], dict[str, Any]]] = []


def page_of(booking: Booking, by: By, at: datetime) -> dict[str, Any]:
    """The context of a booking's page for one of its two people."""
    taken = list(booking.steps.all())
    being_confirmed = is_being_confirmed(booking)
    money = books(booking, by)
    payment = booking.payment if by.role == "customer" else None
    added = {name: value for part in PARTS for name, value in part(booking, by, at).items()}
    steps = [] if being_confirmed else [s.name for s in booking.steps_open_to(by, at)]
    return {
        "booking": booking, "by": by, "role": by.role, "zone": booking.city.time_zone, "steps": steps, "being_confirmed": being_confirmed,
        "books": money, "payment": payment, "station": station(booking, money, by), "trail": trail(booking, by, taken, money, waits=added.get("waits", "") or _for_a_bank(money)),
        "customer_name": names_of_customers([booking]).get(booking.customer_id, ""),
        "shows_address": by.role == "customer" or booking.address_is_known_to_professional(),
        "proposal": open_proposal(booking), "needs_code": at < booking.starts_at, "at": at, "changes": [name for name in steps if name in CHANGES], "acts": [name for name in steps if name not in (*CHANGES, *ANSWERS)],
        "free_until": _free_until(booking, at) if by.role == "customer" and "cancel" in steps else None,
        **added, **_amounts(booking, money, by),
        "came_to_something": booking.state not in ENDED_EARLY or bool(money.kept), "earning_percent": booking.earning_minor * 100 // booking.total_minor,
    }  # fmt: skip


def _free_until(booking: Booking, at: datetime) -> datetime | None:
    """Until when canceling gives all of it back; None when that time has passed."""
    return max((span.until for span in booking.refund_spans() if span.basis_points == ALL and span.until >= at), default=None)


def _amounts(booking: Booking, money: Books, by: By) -> dict[str, Money]:
    """How much is where the money is, and how much of it is hers: what went back where it is back, else what is left of the price."""
    if not money.captured:
        return {"there": booking.total, "hers": Money.zero(booking.currency)}
    if station(booking, money, by) == "back":
        return {"there": money.refunded + money.lost, "hers": money.kept}
    return {"there": money.stranded if money.stranded and money.payable else money.left, "hers": money.kept}


def _for_a_bank(money: Books) -> str:
    """What the payment waits for while a bank questions it."""
    return _("When the bank has decided.") if money.question in ("asks", "has it") else ""


def trail(booking: Booking, by: By, taken: list[StepTaken], money: Books, *, waits: str = "") -> list[Item]:
    """Past steps with what moved, then what will follow if all goes well; ``waits`` is what the payment waits for besides time."""
    name = booking.professional.given_names
    mine = by.role == "professional"
    items = [item for step in taken if (item := _past(step, booking, name, mine, money)) is not None]
    if items and not booking.is_final():
        last = items[-1]
        items[-1] = Item(last.icon, last.title, "now", last.text, last.at, last.amount)
    return items + _arrived(name, mine, money) + _ahead(booking, name, mine, money, waits)


def _past(step: StepTaken, booking: Booking, name: str, mine: bool, money: Books) -> Item | None:
    total, earning = booking.total, booking.earning
    amount = earning if mine else total
    kinds: dict[str, tuple[str, str, str, str, Money | None]] = {
        "request": ("pencil", _("Request written"), "done", "", None),
        "authorize": ("lock", _("Hold placed"), "done", _("Set aside by the bank. Nothing is charged."), amount),
        "accept": ("check", _("%(name)s accepted") % {"name": name}, "done", _("The payment is safe with Casaora."), None if mine else money.captured),
        "decline": ("x", _declined_by(step, name), "bad", _undone(money) or _("The hold was released; nothing was charged."), None),
        "auto_decline": ("clock", _("No reply in time"), "bad", _undone(money) or _("The hold was released by itself; nothing was charged."), None),
        "withdraw": ("x", _("Withdrawn"), "bad", _undone(money) or _("The hold was released in full."), None),
        "expire": ("clock", _("Not paid in time"), "bad", _("The payment page was closed; nothing was charged."), None),
        "late_authorize": ("lock", _("A late hold was released"), "bad", _("It came after the booking had ended."), None),
        "payment_fails": ("triangle-alert", _("The bank refused the payment"), "bad", _("Nothing was charged."), None),
        "capture_too_late": ("clock", _("Confirmed too late"), "bad", _("The bank answered too close to the start: all of it goes back."), money.refunded or None),
        "cancel": ("x", _canceled_by(step, name, mine), "bad", _refund_in_words(money, mine) + _in_quotes(step.why), money.refunded or None),
        "unattended": ("circle-question-mark", _("Did it take place?"), "now", _("Nobody checked in. The family is asked."), None),
        "attest": ("sparkles", _("The visit took place"), "done", _("48 hours to report a problem."), None),
        "professional_no_show": ("x", _("The family says that nobody came") if mine else _("Nobody came"), "bad", _("All of it goes back to the card."), money.refunded or None),
        "rule_present": ("scale", _("Our team found that the visit took place"), "done", "", None),
        "rule_absent": ("scale", _("Our team found that nobody came"), "bad", _("All of it goes back to the card."), money.refunded or None),
        "reschedule": ("calendar-check", _("A new time was agreed"), "done", _("Price and hours stay as they were."), None),
        "arrive": ("map-pin", _("You are at the door") if mine else _("%(name)s is at the door") % {"name": name}, "done", _("By position") if booking.arrival_distance_m is not None else "", None),
        "customer_no_show": ("x", _("Nobody opened the door"), "bad", _("The time was kept free, so it is paid. The family can answer for 48 hours.") + _in_quotes(step.why), None),
        "start": ("circle-dot", _("The visit began"), "done", "" if not step.why else _("At the home, without the code") if booking.start_distance_m is not None else _("Without the arrival code"), None),
        "complete": ("sparkles", _("The visit is done"), "done", _("48 hours to report a problem."), None),
    }  # fmt: skip
    if step.step not in kinds:
        return None
    icon, title, tone, text, sum_ = kinds[step.step]
    return Item(icon, title, tone, text, step.at, sum_)


def _declined_by(step: StepTaken, name: str) -> str:
    return _("%(name)s declined") % {"name": name} if step.by_role == "professional" else _("%(name)s is not available") % {"name": name}


def _canceled_by(step: StepTaken, name: str, mine: bool) -> str:
    if step.by_role == "customer":
        return _("The family canceled") if mine else _("You canceled")
    if step.by_role == "professional":
        return _("You canceled") if mine else _("%(name)s canceled") % {"name": name}
    return _("Casaora canceled the visit")


def _in_quotes(why: str) -> str:
    return f" “{why}”" if why else ""


def _undone(money: Books) -> str:
    """Of a hold that should have been released and was taken."""
    if not money.captured:
        return ""
    if money.waiting or money.stranded or (money.lost and not money.refunded):
        return _refund_in_words(money, mine=False)
    return _("It was charged by mistake. All of it goes back to the card.")


def _refund_in_words(money: Books, mine: bool) -> str:
    if money.waiting:
        return _("A bank has the payment in dispute: what goes back waits for its word.")
    if money.stranded:
        return _("The card did not take the money back: our team finds another way and writes to you.") if not mine else _("The card did not take the refund: our team sees to it.")
    if money.lost and not money.refunded:
        return _("The bank has given the payment back.")
    if not money.refunded:
        return _("It was too late for a refund.")
    if money.refunded == money.captured:
        return _("All of it goes back to the card.")
    return _("This part goes back to the card; the rest is yours for the time you kept free.") if mine else _("This part goes back to the card.")


def _arrived(name: str, mine: bool, money: Books) -> list[Item]:
    """What became hers, and what was sent to her account: with the hour of each."""
    items = []
    if money.payable and money.payable_at:
        title = _("It is yours") if mine else _("It is %(name)s’s") % {"name": name}
        items.append(Item("shield-check", title, "done", _("The payment has left safekeeping."), money.payable_at, money.payable))
    if money.sent.amount:
        less = _("Less what you owed: the statement says how much.") if mine and money.sent.is_less_debt else ""
        title = _("Sent to your account") if mine else _("%(name)s is paid") % {"name": name}
        items.append(Item("landmark", title, "done", less, money.sent.at, money.sent.amount))
    return items


def _ahead(booking: Booking, name: str, mine: bool, money: Books, waits: str) -> list[Item]:
    """Promises: nothing of this has happened."""
    kept = money.kept
    if not kept and (booking.state in ENDED_EARLY or money.captured):
        return []
    items = []
    if booking.state in (process.PENDING, process.AUTHORIZED):
        items.append(Item("check", _("%(name)s answers") % {"name": name}, "next", _("Yes: the payment is taken into safekeeping. No, or no reply: the hold is released."), booking.respond_by))
    if booking.state in (process.PENDING, process.AUTHORIZED, process.CONFIRMED, process.IN_PROGRESS):
        items.append(Item("sparkles", _("The visit is done"), "next", _("Then 48 hours to report a problem."), booking.ends_at))
    to_clear = max(money.held - money.owed, Money.zero(booking.currency)) if money.captured else booking.earning
    if to_clear:
        cleared = max(booking.ends_at, booking.completed_at or booking.canceled_at or booking.ends_at) + booking.clears_after
        title = _("It is yours") if mine else _("It is %(name)s’s") % {"name": name}
        when = None if waits or money.payable else cleared
        items.append(Item("shield-check", title, "next", waits or _("The payment leaves safekeeping."), when, to_clear))
    to_send = max(kept - money.sent.amount, Money.zero(booking.currency)) if money.captured else booking.earning
    if to_send:
        items.append(Item("landmark", _("Sent to your account") if mine else _("%(name)s is paid") % {"name": name}, "next", _("In the next payout, Tuesday or Friday."), None, to_send))
    return items


