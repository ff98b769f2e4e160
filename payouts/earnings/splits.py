"""An earning in two: what nobody disputes goes on, while the rest stays held."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.earnings import process
from payouts.earnings.models import Earning, EarningStep
from payouts.earnings.steps import NotNow, locked, step

#: The name of the part that goes on, after the reference of what earned it.
PART = "undisputed"


def set_free(*, reference: str, earning: Money, fee: Money, by: By, at: datetime, why: str = "") -> Earning:
    """Let ``earning`` (hers) and ``fee`` (ours) go on as an earning of its own, which nothing holds; what holds the rest stays.

    No entry is needed: the books know the person, and both parts are hers as before. Again: the part that exists. Raises NotNow
    where it has not cleared to begin with, is in a payout, or where nothing, or all of it, would go.
    """
    with transaction.atomic(), as_verb():
        row = locked(reference=reference)
        name = f"{row.subject}/{PART}"
        made = Earning.objects.filter(reference=name).first()
        if made is not None:
            return made
        left, fee_left = row.amount - earning, row.fee - fee
        if row.state not in (process.CLEARING, process.PAYABLE) or earning.minor <= 0 or left.minor <= 0 or fee.minor < 0 or fee_left.minor < 0:
            raise NotNow("split", row)
        step([row], "split", by=by, at=at, why=why, amount_minor=left.minor, fee_minor=fee_left.minor)
        part = Earning.objects.create(
            reference=name, professional_id=row.professional_id, market_id=row.market_id, kind=row.kind, amount_minor=earning.minor,
            fee_minor=fee.minor, currency=row.currency, state=row.state, expected_at=row.expected_at, scheduled_end=row.scheduled_end,
            ended_at=row.ended_at, clears_at=row.clears_at, available_on=row.available_on, payable_at=row.payable_at,
        )  # fmt: skip
        EarningStep.objects.create(
            earning=part, step="split", to_state=part.state, by_role=by.role, by_person_id=by.person_id, at=at, why=why[:300],
            amount_minor=part.amount_minor,
        )  # fmt: skip
        return part
