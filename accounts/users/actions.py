"""Verbs on the person who signs in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.users.models import Consent, User
from casaora.kit.acting import as_verb
from casaora.kit.steps import By

#: Of the words beside the switch on the settings page.
ANALYTICS_VERSION = "2026-11"


class MayNot(PermissionError):
    """Whoever asks for this may not do it."""


class WhyMissing(ValueError):
    """This needs a reason."""

    def __str__(self) -> str:
        """For the staff member who forgot it."""
        return "Write a reason."


def note_sign_in(*, person_id: int, at: datetime) -> None:
    """Remember when a person last signed in; inside the transaction of the sign-in."""
    User.objects.filter(pk=person_id).update(last_login=at)


def consent(*, person_id: int, purpose: str, version: str, at: datetime) -> None:
    """Record that a person agreed to a text, in the caller's transaction; nothing when they had for that version."""
    Consent.objects.bulk_create(
        [Consent(person_id=person_id, purpose=purpose, version=version, given_at=at)], ignore_conflicts=True
    )


def agree_to_be_counted(*, agrees: bool, by: By, at: datetime) -> None:
    """A person agrees that what they do here is counted without their name, or takes it back. By themselves; twice is once."""
    with transaction.atomic(durable=True), as_verb():
        person = User.objects.select_for_update(no_key=True).get(pk=by.person_id or 0)
        given = person.consents.filter(purpose=Consent.ANALYTICS)
        if not agrees:
            given.filter(withdrawn_at=None).update(withdrawn_at=at)
        elif not given.filter(withdrawn_at=None).exists():
            # Each time is a row of its own: what was agreed to and taken back stays known.
            consent(person_id=person.pk, purpose=Consent.ANALYTICS, version=f"{ANALYTICS_VERSION}.{given.count() + 1}", at=at)


def rename(*, first_name: str, last_name: str, language: str, by: By, at: datetime) -> User:
    """Change how a person is called and which language we write in; by themselves."""
    with transaction.atomic(durable=True), as_verb():
        person = User.objects.select_for_update(no_key=True).get(pk=by.person_id or 0)
        person.first_name, person.last_name, person.language = first_name, last_name, language
        person.save(update_fields=["first_name", "last_name", "language"])
        return person


def require_staff(by: By, *groups: str) -> User:
    """The staff member behind ``by``, if active and in one of the groups. Raises MayNot. Inside a verb."""
    person = User.objects.filter(pk=by.person_id or 0, is_staff=True, is_active=True, suspended_at=None).first()
    if by.role != "staff" or person is None or not set(groups) & set(person.staff_groups()):
        raise MayNot(f"{by} is not staff of {' or '.join(groups)}")
    return person


def require_uninvolved(by: By, *people: int) -> None:
    """``by`` is none of the people whom the matter concerns. Raises MayNot."""
    if by.person_id in people:
        raise MayNot("Nobody decides about a visit of their own.")
