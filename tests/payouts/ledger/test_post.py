"""Posting an entry: once, complete, in the transaction of its cause."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction

from accounts.professionals.models import Professional
from casaora.kit.acting import as_verb
from casaora.kit.money import Money
from payouts.ledger import recipes
from payouts.ledger.actions import DifferentEntry, Unbalanced, post
from payouts.ledger.models import Account, Entry, Posting
from payouts.ledger.queries import balance, balances_of, history, trial_balance
from payouts.ledger.recipes import Leg

pytestmark = pytest.mark.django_db


def cop(pesos: int) -> Money:
    return Money(pesos * 100, "COP")


def captured(ana: Professional, at: datetime, reference: str = "PY-AAAAAA") -> Entry:
    with transaction.atomic(), as_verb():
        legs = recipes.capture(professional_id=ana.pk, earning=cop(100_000), fee=cop(15_000))
        return post(kind="capture", reference=reference, subject="CB-AAAAAA", at=at, postings=legs)


def test_an_entry_and_its_postings_are_written(ana: Professional, at: datetime) -> None:
    entry = captured(ana, at)
    assert sorted((p.account, p.person_id, p.amount_minor) for p in entry.postings.all()) == [
        ("held_for_professionals", ana.pk, -10_000_000),
        ("processor_cash", None, 11_500_000),
        ("service_fees_unearned", None, -1_500_000),
    ]
    assert balance(Account.PROCESSOR_CASH, currency="COP") == cop(115_000)
    assert balances_of(ana.pk, currency="COP")[Account.HELD_FOR_PROFESSIONALS] == -cop(100_000)
    assert sum(minor for _, _, minor in trial_balance()) == 0
    assert list(history("CB-AAAAAA")) == [entry]


def test_the_same_entry_told_again_is_the_entry_that_exists(ana: Professional, at: datetime) -> None:
    assert captured(ana, at).pk == captured(ana, at).pk
    assert (Entry.objects.count(), Posting.objects.count()) == (1, 3)


def test_the_same_reference_with_other_postings_is_an_error(ana: Professional, at: datetime) -> None:
    captured(ana, at)
    with pytest.raises(DifferentEntry), transaction.atomic(), as_verb():
        post(kind="capture", reference="PY-AAAAAA", at=at, postings=recipes.processor_fee(fee=cop(1)))
    assert Posting.objects.count() == 3


def test_the_same_reference_of_another_kind_is_another_entry(ana: Professional, at: datetime) -> None:
    captured(ana, at)
    with transaction.atomic(), as_verb():
        post(kind="processor_fee", reference="PY-AAAAAA", at=at, postings=recipes.processor_fee(fee=cop(1)))
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    "legs",
    [
        [],
        [Leg(Account.PROCESSOR_CASH, cop(1))],
        [Leg(Account.PROCESSOR_CASH, cop(0)), Leg(Account.SERVICE_FEES, cop(0))],
        [Leg(Account.PROCESSOR_CASH, cop(2)), Leg(Account.SERVICE_FEES, -cop(1))],
        [Leg(Account.PROCESSOR_CASH, Money(1, "COP")), Leg(Account.SERVICE_FEES, Money(-1, "PYG"))],
        [Leg(Account.PROCESSOR_CASH, cop(1)), Leg(Account.PAYABLE_TO, -cop(1))],
        [Leg(Account.PROCESSOR_CASH, cop(1), 1), Leg(Account.SERVICE_FEES, -cop(1))],
    ],
)
def test_what_does_not_balance_is_refused_before_the_database(legs: list[Leg], at: datetime) -> None:
    with pytest.raises(Unbalanced), transaction.atomic():
        post(kind="adjustment", reference="x", at=at, postings=legs)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_has_no_life_without_its_cause(at: datetime) -> None:
    with pytest.raises(RuntimeError, match="transaction of its cause"):
        post(kind="processor_fee", reference="txn_1", at=at, postings=recipes.processor_fee(fee=cop(1)))


def test_posting_costs_two_statements(ana: Professional, at: datetime, django_assert_num_queries: object) -> None:
    with transaction.atomic(), as_verb(), django_assert_num_queries(2):  # type: ignore[operator]
        post(kind="processor_fee", reference="txn_1", at=at, postings=recipes.processor_fee(fee=cop(1)))
