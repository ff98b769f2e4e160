"""How far money has come: each scene is reached by the real verbs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.professionals.models import Professional
from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from casaora.kit.steps import CLOCK, By
from payouts.batches import actions as batches
from payouts.batches.models import Batch
from payouts.connect import actions as connect
from payouts.connect.models import PayoutAccount
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger import recipes
from payouts.ledger.actions import post

if TYPE_CHECKING:
    from tests.payouts.conftest import Bank

WEEK = timedelta(days=7)
#: The first payout day after the tests' Monday: 24 November 2026, 10:00 in Bogotá.
TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def cop(pesos: int) -> Money:
    return Money(pesos * 100, "COP")


def professional(who: Professional) -> By:
    return By("professional", who.pk)


def expected(
    who: Professional, reference: str, at: datetime, amount: Money | None = None, fee: Money | None = None, **more: str
) -> Earning:
    """Captured, and noted as an earning."""
    amount = amount or cop(100_000)
    fee = amount.basis_points(1500) if fee is None else fee
    with transaction.atomic(), as_verb():
        legs = recipes.capture(professional_id=who.pk, earning=amount, fee=fee)
        post(kind="capture", reference=f"ch_{reference}", subject=reference, at=at, postings=legs)
        earnings.expect(reference=reference, professional_id=who.pk, amount=amount, fee=fee, by=professional(who), at=at, **more)
    return earnings.set_available_on(reference=reference, available_on=at + timedelta(days=1), at=at)


def clearing(who: Professional, reference: str, at: datetime, amount: Money | None = None, **more: str) -> Earning:
    """The visit ended at ``at``."""
    expected(who, reference, at - timedelta(hours=4), amount, **more)
    return earnings.start_clearing(reference=reference, scheduled_end=at, ended_at=at, by=professional(who), at=at)


def payable(who: Professional, reference: str, at: datetime, amount: Money | None = None, **more: str) -> Earning:
    """Released at ``at``, whatever the rule for the first earnings."""
    made = clearing(who, reference, at - 2 * WEEK, amount, **more)
    earnings.release_cleared(at)
    made.refresh_from_db()
    assert made.state == "payable"
    return made


def ready(who: Professional, bank: Bank) -> PayoutAccount:
    """With a payout account that takes transfers."""
    account = connect.open(professional_id=who.pk, by=professional(who), at=bank.at)
    bank.sim.accounts.become(str(account.processor_id), "ready")
    return connect.refresh(professional_id=who.pk, at=bank.at)


def planned(bank: Bank, at: datetime) -> Batch:
    """The batch of the latest cut-off, planned at ``at``."""
    bank.at = at
    batches.plan_due(at)
    return Batch.objects.latest("pk")


def states(batch: Batch) -> list[str]:
    """Of its payouts, in order."""
    return list(batch.payouts.order_by("pk").values_list("state", flat=True))


__all__ = ["CLOCK", "TUESDAY", "clearing", "cop", "expected", "payable", "planned", "professional", "ready", "states"]
