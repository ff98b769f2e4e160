"""How far money has come: each scene is reached by the real verbs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.professionals.models import Professional
from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from casaora.kit.steps import CLOCK, By
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger import recipes
from payouts.ledger.actions import post

WEEK = timedelta(days=7)


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


__all__ = ["CLOCK", "clearing", "cop", "expected", "payable", "professional"]
