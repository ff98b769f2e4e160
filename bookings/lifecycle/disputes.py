"""The bank's disputes: until the bank has decided for us, what was earned of the payment is not paid out."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from bookings.payments.models import Payment
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.steps import PROCESSOR
from casaora.stripe import gateway
from casaora.stripe.answers import Dispute
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning, EarningHold
from payouts.earnings.steps import NotNow

#: The bank let us keep the money, or only had a question.
OURS = ("won", "warning_closed")


def note(*, dispute_id: str, at: datetime) -> None:
    """Read a dispute; hold its earning back, or let it go. Twice, late or out of order: the reading decides."""
    dispute = gateway.read_dispute(dispute_id)
    with transaction.atomic(), as_verb():
        payment = Payment.objects.filter(Q(intent_id=dispute.intent_id) | Q(charge_id=dispute.charge_id)).first()
    if payment is None:
        return
    try:
        _hold_or_let_go(payment.subject, dispute, at)
        outcome = "let_go" if dispute.status in OURS else "held"
    except (Earning.DoesNotExist, NotNow):
        outcome = "nothing_to_hold"  # she has it already, or there was nothing of hers in it: for staff
    level = logging.INFO if dispute.status in OURS else logging.ERROR
    events.emit("payment_disputed", level=level, booking=payment.subject, payment=payment.reference, status=dispute.status, outcome=outcome)


def _hold_or_let_go(reference: str, dispute: Dispute, at: datetime) -> None:
    reason, why = EarningHold.Reason.DISPUTE, f"{dispute.id}: {dispute.reason}, {dispute.status}"
    if dispute.status in OURS:
        earnings.let_go(reference=reference, reason=reason, by=PROCESSOR, at=at, why=why)
    else:
        earnings.hold_back(reference=reference, reason=reason, by=PROCESSOR, at=at, why=why)
