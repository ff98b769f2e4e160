"""Who is told what when an issue moves: the table says so, this page says with which facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.notifications.actions import notify
from accounts.users.models import User
from bookings.issues.models import Issue
from bookings.lifecycle.models import Booking
from bookings.lifecycle.notices import facts as facts_of_booking
from casaora.kit.money import Money
from casaora.kit.steps import By, Step


def tell(booking: Booking, issue: Issue, step: Step, at: datetime, *, by: By, facts: Mapping[str, dict[str, Any]]) -> None:
    """Owe the step's notices to both sides, in the caller's transaction. Each reads it from its own side."""
    people = {"customer": issue.customer_id, "professional": issue.professional_id}
    said = {**facts_of_issue(booking, issue), "by": by.role}
    for role, kind in step.told.items():
        context = {**said, "me": role, "is_mine": role == issue.by_role, "is_my_step": role == by.role, **facts.get(role, {})}
        notify(person_id=people[role], kind=kind, key=f"{kind}:{issue.reference}:{role}:{at.isoformat()}", context=context, at=at)


def alarm_staff(booking: Booking, issue: Issue, at: datetime) -> None:
    """Everybody in support hears that a decision is late."""
    context = {**facts_of_issue(booking, issue), "page": ["admin:bookings_issue_change", str(issue.pk)]}
    for person in User.objects.filter(groups__name="support", is_staff=True, is_active=True, suspended_at=None).order_by("pk"):
        notify(
            person_id=person.pk, kind="issue_escalated_staff", key=f"issue_escalated:{issue.reference}:{person.pk}:{at.isoformat()}",
            context=context, at=at,
        )  # fmt: skip


def facts_of_issue(booking: Booking, issue: Issue) -> dict[str, Any]:
    """What a notice may say of an issue. JSON; not what people wrote, which the page shows to whom it concerns."""
    zone = booking.city.time_zone
    moments = {"answer_by": issue.answer_by, "rule_by": issue.rule_by, "appeal_by": issue.appeal_by}
    return {
        **facts_of_booking(booking), "issue": issue.reference, "page": ["bookings:issue", booking.reference, issue.reference],
        **{name: moment_of(moment, zone) for name, moment in moments.items() if moment},
    }  # fmt: skip


def moment_of(moment: datetime, zone: str) -> dict[str, str]:
    """As notices keep a moment."""
    return {"at": moment.isoformat(), "zone": zone}


def money_of(amount: Money) -> dict[str, Any]:
    """As notices keep an amount."""
    return {"minor": amount.minor, "currency": amount.currency}
