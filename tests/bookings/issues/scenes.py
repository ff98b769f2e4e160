"""Issues brought to a state by the real verbs."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image

from bookings.issues import actions, deadlines, rulings
from bookings.issues.models import Issue, Ruling
from bookings.issues.shares import Decision
from bookings.lifecycle import deadlines as visits
from bookings.lifecycle.models import Booking
from casaora.demo.scenes import Stage
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.earnings.models import Earning, EarningHold
from tests.accounts.staff import staff

TEXT = "The kitchen was left as it was, and she went an hour early."
REPLY = "The family asked me to stop earlier, and I did the kitchen first."
WORDS = "The photos show the kitchen undone; the hour is not disputed."
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def cop(pesos: int) -> Money:
    return Money(pesos * 100, "COP")


@cache
def photo(size: tuple[int, int] = (60, 40)) -> bytes:
    """A photo that says where it was taken."""
    made = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "4.711, -74.072"
    exif[0x0112] = 6  # turned
    Image.new("RGB", size, "teal").save(made, "JPEG", exif=exif)
    return made.getvalue()


def reported(stage: Stage, booking: Booking | None = None, *, by: By | None = None, **more: Any) -> Issue:
    """An hour after the visit's end."""
    booking = booking or stage.completed()
    said = {"kind": "quality", "text": TEXT, **more}
    return actions.report(reference=booking.reference, by=by or stage.as_customer, at=said.pop("at", booking.ends_at + HOUR), **said)


def answered(stage: Stage, booking: Booking | None = None, **more: Any) -> Issue:
    issue = reported(stage, booking, **more)
    by = stage.as_professional if issue.by_role == "customer" else stage.as_customer
    return actions.answer(reference=issue.reference, text=REPLY, by=by, at=issue.opened_at + HOUR)


def decide(issue: Issue, outcome: str = Ruling.DISMISS, *, by: By | None = None, at: datetime | None = None, **more: Any) -> Issue:
    """Our team rules, a day after the answer's time or the appeal."""
    at = at or (issue.appealed_at or issue.opened_at) + 3 * DAY
    return rulings.rule(reference=issue.reference, decision=Decision(outcome, WORDS, **more), by=by or staff(), at=at)


def ruled(stage: Stage, outcome: str = Ruling.DISMISS, **more: Any) -> Issue:
    return decide(answered(stage), outcome, **more)


def appealed(stage: Stage, issue: Issue | None = None, *, by: By | None = None) -> Issue:
    issue = issue or ruled(stage)
    assert issue.ruled_at is not None
    return actions.appeal(reference=issue.reference, text=REPLY, by=by or stage.as_customer, at=issue.ruled_at + HOUR)


def closed(stage: Stage) -> Issue:
    issue = ruled(stage)
    assert issue.appeal_by is not None
    deadlines.due(issue.appeal_by)
    return again(issue)


def unattended(stage: Stage) -> Booking:
    booking = stage.confirmed()
    visits.unattended_due(booking.ends_at + 2 * HOUR)
    return Booking.objects.get(pk=booking.pk)


def again(issue: Issue) -> Issue:
    return Issue.objects.get(pk=issue.pk)


def earning(issue: Issue) -> Earning:
    return Earning.objects.get(reference=issue.booking.reference)


def is_held(issue: Issue) -> bool:
    return EarningHold.objects.filter(earning__reference=issue.booking.reference, reason="report", closed_at=None).exists()
