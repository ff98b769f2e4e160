"""What the processor tells about transfers and about its payouts to her bank. Events are hints: the transfers are read again."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from accounts.notifications.actions import notify
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.attempts import SUCCEEDED, Outcome
from casaora.kit.steps import PROCESSOR
from casaora.stripe import gateway
from casaora.stripe.answers import Event
from payouts.batches.models import Payout
from payouts.batches.outcomes import record, record_reversal
from payouts.batches.transfers import close_if_done
from payouts.connect.models import PayoutAccount


def transfer_changed(event: Event, at: datetime) -> None:
    """A transfer was made, or something of it came back. Twice, late or out of order: the reading decides."""
    about = event.payload["data"]["object"]
    reference = about.get("transfer_group") or ""
    payout = Payout.objects.filter(reference=reference).first()
    if payout is None:
        return
    found = {t.id: t for t in gateway.find_transfers(reference)}
    transfer = found.get(event.object_id)
    if transfer is None:
        return
    waiting = payout.attempts.filter(outcome="").first()
    if waiting is not None:
        record(waiting.pk, Outcome(SUCCEEDED, transfer), at, PROCESSOR)
        close_if_done(payout.batch_id, at)
        payout.refresh_from_db()
    if payout.transfer_id != transfer.id:
        events.emit(
            "reconciliation_break", level=logging.ERROR, payout=reference, transfer=transfer.id, reason="not our transfer"
        )
        return
    record_reversal(payout.pk, transfer, at, PROCESSOR)


def bank_refused(event: Event, at: datetime) -> None:
    """Her bank did not take the processor's payout (``payout.failed``). No earning moves: the money is hers, there. She is told."""
    account = PayoutAccount.objects.filter(processor_id=event.account).first() if event.account else None
    if account is None:
        return
    with transaction.atomic(durable=True), as_verb():
        notify(
            person_id=account.professional_id, kind="payout_failed", key=f"payout_failed:{event.object_id}", at=at,
            context={"by_bank": True, "page": ["professional:earnings"]},
        )  # fmt: skip
