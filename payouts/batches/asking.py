"""One transfer whose answer is missing, read now and not when its turn comes: what staff may do about it, and all that they may."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.users.actions import MayNot
from accounts.users.models import User
from casaora.kit.acting import as_verb
from casaora.kit.steps import By
from payouts.batches import transfers
from payouts.batches.models import TransferAttempt


def settle_now(*, payout_id: int, by: By, at: datetime) -> str:
    """What the clock does by itself, now: it reads, and repeats the call under its own key, so that nothing is sent twice.

    The word for how it went: settled, open (no answer yet), young (still on its way), passed (nothing was open), failed. Raises MayNot.
    """
    with transaction.atomic(), as_verb():
        person = User.objects.filter(pk=by.person_id or 0, is_active=True, is_staff=True).first() if by.role == "staff" else None
        if person is None or "finance" not in person.staff_groups():
            raise MayNot
        attempt = TransferAttempt.objects.filter(payout_id=payout_id, outcome="").first()
    if attempt is None:
        return "passed"
    if at - attempt.opened_at < transfers.FORGOTTEN_AFTER:
        return "young"
    return transfers.settle_one(attempt, at)
