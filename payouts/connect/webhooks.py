"""What the processor tells about payout accounts. An event is a hint: the account is read again."""

from __future__ import annotations

from datetime import datetime

from casaora.kit.steps import PROCESSOR
from casaora.stripe.answers import Event
from payouts.connect import actions
from payouts.connect.models import PayoutAccount


def _whose(event: Event) -> int | None:
    name = event.account or (event.object_id if event.object_type == "account" else "")
    return PayoutAccount.objects.filter(processor_id=name).values_list("pk", flat=True).first() if name else None


def account_updated(event: Event, at: datetime) -> None:
    """Anything about an account changed, its capabilities and its disconnection included."""
    professional_id = _whose(event)
    if professional_id is not None:
        actions.refresh(professional_id=professional_id, at=at)


def bank_changed(event: Event, at: datetime) -> None:
    """Another bank stands behind an account (``account.external_account.*``)."""
    professional_id = _whose(event)
    if professional_id is not None:
        actions.note_change(professional_id=professional_id, what=event.id, by=PROCESSOR, at=at, made_at=event.created)
        actions.refresh(professional_id=professional_id, at=at)
