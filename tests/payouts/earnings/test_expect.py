"""An earning is expected once, when money was captured."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.professionals.models import Professional
from casaora.kit.money import CurrencyMismatch, Money
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning, EarningStep
from tests.payouts.scenes import cop, expected, professional

pytestmark = pytest.mark.django_db


def test_expect_notes_both_parts_and_the_market(ana: Professional, at: datetime) -> None:
    made = expected(ana, "CB-AAAAAA", at)
    assert (made.amount, made.fee, made.state, made.market_id, made.kind) == (cop(100_000), cop(15_000), "expected", "CO", "job")
    taken = made.steps.get()
    assert (taken.step, taken.from_state, taken.to_state, taken.by_role, taken.by_person_id) == (
        "expect",
        "",
        "expected",
        "professional",
        ana.pk,
    )


def test_expect_again_answers_the_earning_that_exists(ana: Professional, at: datetime) -> None:
    assert expected(ana, "CB-AAAAAA", at).pk == expected(ana, "CB-AAAAAA", at).pk
    assert (Earning.objects.count(), EarningStep.objects.count()) == (1, 1)


def test_expect_of_something_else_under_the_same_reference_is_an_error(
    ana: Professional, luz: Professional, at: datetime
) -> None:
    expected(ana, "CB-AAAAAA", at)
    for who, amount in ((luz, cop(100_000)), (ana, cop(90_000))):
        with pytest.raises(earnings.DifferentEarning):
            earnings.expect(
                reference="CB-AAAAAA", professional_id=who.pk, amount=amount, fee=cop(15_000), by=professional(who), at=at
            )


def test_fee_and_earning_are_in_one_currency(ana: Professional, at: datetime) -> None:
    with pytest.raises(CurrencyMismatch):
        earnings.expect(
            reference="CB-AAAAAA", professional_id=ana.pk, amount=cop(1), fee=Money(1, "PYG"), by=professional(ana), at=at
        )
