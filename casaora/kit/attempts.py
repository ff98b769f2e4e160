"""Claim → call → record, for everything that happens at somebody else's place.

*Claim* is a transaction that locks the subject, checks, and inserts an attempt (a partial unique constraint lets
only one be open). *Call* goes out with no transaction open. *Record* is a transaction that writes the outcome, the state
and the ledger together, and does nothing the second time. What is unknown stays open, keeps its key, and is settled by reading.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from casaora.kit.events import current_request

log = logging.getLogger(__name__)

SUCCEEDED, DECLINED, REFUSED, UNKNOWN = "succeeded", "declined", "refused", "unknown"
#: The processor may forget an idempotency key after 24 h: from this age on, read before calling again.
KEY_TRUSTED_FOR = timedelta(hours=20)
#: Something that reading still does not find after this long never happened.
ABSENT_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: one of the four kinds, the answer when there is one, code and message when not."""

    kind: str
    answer: Any = None
    code: str = ""
    message: str = ""


class Attempt(models.Model):
    """A foreign call that was claimed. ``outcome`` stays empty (open) until it is known."""

    OUTCOMES = [(k, k) for k in (SUCCEEDED, DECLINED, REFUSED)]

    key = models.CharField(max_length=80, unique=True, help_text="idempotency key at the processor")
    step = models.CharField(max_length=40)
    by_role = models.CharField(max_length=20)
    by_person_id = models.BigIntegerField(null=True, blank=True)
    parameters = models.JSONField(default=dict, help_text="what was sent, verbatim")
    opened_at = models.DateTimeField()
    request_id = models.CharField(max_length=16, blank=True, default=current_request, db_default="", help_text="whose request caused it; told to the processor")
    unknown_at = models.DateTimeField(null=True, blank=True, help_text="when the answer was first missing")
    outcome = models.CharField(max_length=20, blank=True, default="", choices=OUTCOMES)
    settled_at = models.DateTimeField(null=True, blank=True)
    processor_id = models.CharField(max_length=80, blank=True, default="")
    code = models.CharField(max_length=80, blank=True, default="")
    message = models.TextField(blank=True, default="")
    tries = models.PositiveIntegerField(default=0, help_text="by the janitor")
    next_try_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key} ({self.outcome or 'open'})"

    def is_open(self) -> bool:
        """Whether the outcome is not known yet."""
        return self.outcome == ""

    def key_is_trusted(self, at: datetime) -> bool:
        """Whether calling again with the same key is sure to replay and not to repeat."""
        return at - self.opened_at < KEY_TRUSTED_FOR

    def settle(self, outcome: Outcome, at: datetime) -> None:
        """Write a definite outcome; inside the transaction of *record*, after the subject is locked."""
        if outcome.kind == UNKNOWN:
            raise ValueError("an unknown outcome settles nothing")
        self.outcome, self.settled_at = outcome.kind, at
        self.code, self.message = outcome.code, outcome.message[:2000]
        self.processor_id = self.processor_id or getattr(outcome.answer, "id", "") or ""
        self.save(update_fields=["outcome", "settled_at", "code", "message", "processor_id"])

    def postpone(self, outcome: Outcome, at: datetime) -> None:
        """Note that the answer is missing and when to look again (5 min doubling to 1 h); the attempt stays open."""
        self.unknown_at = self.unknown_at or at
        self.tries += 1
        self.next_try_at = at + min(timedelta(minutes=5 * 2 ** min(self.tries - 1, 6)), timedelta(hours=1))
        self.code, self.message = outcome.code, outcome.message[:2000]
        self.save(update_fields=["unknown_at", "tries", "next_try_at", "code", "message"])


def perform(call: Callable[[], Any]) -> Outcome:
    """Make a foreign call and say which of the four outcomes it had.

    Gateways raise errors with an ``outcome`` attribute. Anything else is a fault of ours after an unknown amount of
    work on the other side, so it is *unknown*: it will be read, never assumed to have failed.
    """
    try:
        return Outcome(SUCCEEDED, call())
    except Exception as error:
        kind = getattr(error, "outcome", UNKNOWN)
        if not hasattr(error, "outcome"):
            log.exception("a foreign call failed in our own code")
        return Outcome(kind, code=str(getattr(error, "code", "") or type(error).__name__), message=str(error))
