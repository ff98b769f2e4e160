"""Writing down what became of a transfer: the state, the ledger, the earnings and the notice together, and only once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from accounts.notifications.actions import notify
from casaora.kit import events
from casaora.kit.acting import as_verb
from casaora.kit.attempts import SUCCEEDED, UNKNOWN, Outcome
from casaora.kit.money import Money
from casaora.kit.steps import CLOCK, By
from casaora.stripe.answers import Transfer
from payouts.batches.models import Batch, Payout, TransferAttempt
from payouts.batches.returns import give_back, lock_earnings, undo
from payouts.batches.steps import market_locked, payout_step
from payouts.earnings.steps import step as earning_step
from payouts.ledger import recipes
from payouts.ledger.actions import post

#: Codes of our own: the processor has no such transfer; what it has is for a person to judge.
ABSENT, BY_HAND = "absent", "by_hand"
#: Definite answers that are about us and not about this payout: the batch waits, its lines stay.
PAUSES = frozenset({"balance_insufficient"})
PAUSE = timedelta(hours=1)


def record(attempt_id: int, outcome: Outcome, at: datetime, by: By = CLOCK) -> str:
    """Write an outcome; the second time nothing. The word for it: paid, failed, put_off, unknown, or empty."""
    with transaction.atomic(), as_verb():  # web, whose staff may ask for this, sees no attempt
        market = str(TransferAttempt.objects.values_list("payout__batch__market_id", flat=True).get(pk=attempt_id))
    with market_locked(market):
        payout = Payout.objects.select_for_update(no_key=True, of=("self",)).get(attempts__pk=attempt_id)
        attempt = TransferAttempt.objects.get(pk=attempt_id)  # read after the lock, not before
        if not attempt.is_open():
            return ""
        if outcome.kind == SUCCEEDED and (differs := _differences(payout, outcome.answer)):
            outcome = Outcome(UNKNOWN, code=BY_HAND, message=f"the transfer is not the one we asked for: {differs}")
        if outcome.kind == UNKNOWN:
            attempt.postpone(outcome, at)
            word = "unknown"
        else:
            attempt.settle(outcome, at)
            word = _settled(payout, outcome, by, at)
    level = logging.ERROR if word == "failed" or outcome.code == BY_HAND else logging.INFO
    name = {"paid": "transfer_sent", "failed": "transfer_failed"}.get(word, "transfer_waits")
    events.emit(name, level=level, payout=payout.reference, attempt=attempt_id, outcome=word, code=outcome.code)
    return word


def _differences(payout: Payout, transfer: Transfer) -> str:
    tests = {
        "amount": transfer.amount != payout.net,
        "account": transfer.account_id != payout.account_id,
        "reference": transfer.reference != payout.reference,
    }
    return ", ".join(name for name, differs in tests.items() if differs)


def _settled(payout: Payout, outcome: Outcome, by: By, at: datetime) -> str:
    if outcome.kind == SUCCEEDED:
        _sent(payout, outcome.answer, by, at)
        return "paid"
    if outcome.code in PAUSES:
        payout_step(payout, "put_off", by=by, at=at, why=outcome.code)
        Batch.objects.filter(pk=payout.batch_id).update(paused_until=at + PAUSE, paused_reason=outcome.code)
        return "put_off"
    if outcome.code == ABSENT:
        payout_step(payout, "put_off", by=by, at=at, why="the processor never had it")
        return "put_off"
    undo(payout, "fail", by=by, at=at, why=f"{outcome.code}: {outcome.message}")
    _tell(payout, "payout_failed", at)
    return "failed"


def _sent(payout: Payout, transfer: Transfer, by: By, at: datetime) -> None:
    earnings = lock_earnings(payout)
    post(
        kind="transfer_sent", reference=transfer.id, subject=payout.reference, at=at,
        postings=recipes.transfer_sent(professional_id=payout.professional_id, net=payout.net),
    )  # fmt: skip
    payout_step(payout, "pay", by=by, at=at, transfer_id=transfer.id, paid_at=at)
    earning_step(earnings, "pay", by=by, at=at, why=payout.reference, paid_at=at)
    _tell(payout, "payout_sent", at)


def _tell(payout: Payout, kind: str, at: datetime) -> None:
    notify(
        person_id=payout.professional_id, kind=kind, key=f"{kind}:{payout.reference}", at=at,
        context={
            "reference": payout.reference, "total": {"minor": payout.net_minor, "currency": payout.currency}, "by_bank": False,
            "page": ["professional:statement", payout.reference] if kind == "payout_sent" else ["professional:earnings"],
        },
    )  # fmt: skip


def record_reversal(payout_id: int, transfer: Transfer, at: datetime, by: By) -> str:
    """Something of a transfer came back. All of it: her earnings are payable again. A part: it waits in suspense for staff.

    ``transfer`` was just read, and says how much came back so far; what was recorded before is not recorded again.
    """
    market = str(Payout.objects.values_list("batch__market_id", flat=True).get(pk=payout_id))
    with market_locked(market):
        payout = Payout.objects.select_for_update(no_key=True).get(pk=payout_id)
        before = Money(payout.reversed_minor, payout.currency)
        fresh = transfer.reversed_amount - before
        if payout.transfer_id != transfer.id or fresh.minor <= 0:
            return ""
        is_all = transfer.reversed_amount == payout.net
        legs = (
            recipes.transfer_reversed(professional_id=payout.professional_id, amount=fresh, netted=payout.netted, parked=before)
            if is_all
            else recipes.transfer_partly_reversed(amount=fresh)
        )
        reference = f"{transfer.id}:{transfer.reversed_amount.minor}"
        post(kind="transfer_reversed", reference=reference, subject=payout.reference, at=at, postings=legs)
        payout.reversed_minor = transfer.reversed_amount.minor
        payout.save(update_fields=["reversed_minor"])
        if is_all:
            earnings = lock_earnings(payout)
            payout_step(payout, "reverse", by=by, at=at, why="the transfer came back")
            give_back(payout, earnings, by=by, at=at, why="the transfer came back")
            _tell(payout, "payout_failed", at)
    events.emit(
        "transfer_failed", level=logging.ERROR, payout=payout.reference, reason="reversed" if is_all else "partly_reversed"
    )
    return "reversed" if is_all else "partly"
