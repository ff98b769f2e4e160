"""Who may come in: suspensions, with a reason that the person is told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.notifications.actions import notify
from accounts.places.queries import home_zone
from accounts.users.actions import MayNot, WhyMissing, require_staff
from accounts.users.models import User
from casaora.kit.acting import as_verb
from casaora.kit.steps import By


def suspend(*, person_id: int, why: str, by: By, at: datetime) -> User:
    """Stop a person at sign-in and in every open session; and tell them why; by staff of ``support``.

    Nothing when they are already.

    Raises MayNot for anybody else, and for staff who would suspend themselves; WhyMissing.
    """
    with transaction.atomic(durable=True), as_verb():
        require_staff(by, "support")
        if not why.strip():
            raise WhyMissing
        if person_id == by.person_id:
            raise MayNot("nobody suspends themselves")
        person = User.objects.select_for_update(no_key=True).get(pk=person_id)
        if person.suspended_at is None:
            person.suspended_at, person.suspended_reason = at, why
            person.save(update_fields=["suspended_at", "suspended_reason"])
            _tell(person, "account_suspended", why, at)
        return person


def readmit(*, person_id: int, by: By, at: datetime) -> User:
    """End a suspension and tell the person; by staff of ``support``. Raises MayNot for anybody else."""
    with transaction.atomic(durable=True), as_verb():
        require_staff(by, "support")
        person = User.objects.select_for_update(no_key=True).get(pk=person_id)
        if person.suspended_at is not None:
            person.suspended_at, person.suspended_reason = None, ""
            person.save(update_fields=["suspended_at", "suspended_reason"])
            _tell(person, "account_readmitted", "", at)
        return person


def _tell(person: User, kind: str, why: str, at: datetime) -> None:
    context = {"why": why, "when": {"at": at.isoformat(), "zone": home_zone()}}
    notify(person_id=person.pk, kind=kind, key=f"{kind}:{person.pk}:{at.isoformat()}", context=context, at=at)
