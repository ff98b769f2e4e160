"""Verbs of the calendar's address: make it, change it, take it back."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from accounts.users.models import User
from bookings.calendars.models import CalendarFeed
from casaora.kit import events
from casaora.kit.acting import as_verb, reading_as_verb
from casaora.kit.steps import By


def hashed(secret: str) -> str:
    """What is kept of a secret: it has 256 random bits, so a plain hash cannot be guessed backwards."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_address(*, by: By, at: datetime) -> str:
    """The secret of the person's new address, told this once; the one before stops to work at the same moment."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic(durable=True), as_verb():
        CalendarFeed.objects.update_or_create(person_id=by.person_id, defaults={"secret_hash": hashed(secret), "made_at": at})
    events.emit("calendar_address_made")
    return secret


def take_back(*, by: By, at: datetime) -> None:
    """From now on nobody reads this person's calendar; nothing when nobody did."""
    with transaction.atomic(durable=True), as_verb():
        gone, _rows = CalendarFeed.objects.filter(person_id=by.person_id).delete()
    if gone:
        events.emit("calendar_address_ended")


def reader_of(secret: str) -> User | None:
    """Whose calendar a secret opens; nobody's when it is old, wrong, or the person's account is stopped."""
    with reading_as_verb():
        feed = CalendarFeed.objects.select_related("person__professional__city", "person__customer").filter(secret_hash=hashed(secret)).first()
    if feed is None or not feed.person.is_active or feed.person.suspended_at:
        return None
    return feed.person
