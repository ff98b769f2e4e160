"""Statements and the overview: lines that sum, and amounts that the ledger has, as the professional's own page reads them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from accounts.professionals.models import Professional
from casaora.kit.acting import WEB, acting
from casaora.kit.money import total
from casaora.kit.steps import By
from payouts.batches import actions as batches
from payouts.batches import statements
from payouts.batches.models import Payout
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger.models import Entry
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

pytestmark = pytest.mark.django_db


def view(ana: Professional, at: datetime) -> statements.Overview:
    with acting(role=WEB, person=ana.pk), transaction.atomic():
        return statements.overview(ana, at)


def test_each_amount_of_the_overview_is_the_ledgers(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-PAID", at, cop(200_000))
    scenes.planned(bank, TUESDAY)
    batches.send_due(TUESDAY)
    friday = TUESDAY + timedelta(days=3)
    scenes.payable(ana, "CB-MOVING", friday, cop(90_000))
    scenes.planned(bank, friday)
    scenes.payable(ana, "CB-NEXT", friday + timedelta(hours=2), cop(70_000))
    scenes.clearing(ana, "CB-LATER", friday, cop(60_000))
    scenes.expected(ana, "CB-SOME-DAY", friday, cop(50_000))
    seen = view(ana, friday + timedelta(hours=3))
    assert (seen.pending, seen.clearing, seen.payable) == (cop(50_000), cop(60_000), cop(70_000))
    assert (seen.in_payout, seen.paid, seen.owed) == (cop(90_000), cop(200_000), cop(0))
    assert seen.next_payout_at == TUESDAY + timedelta(days=7)
    assert (seen.expected, seen.carried_why) == (cop(130_000), "")  # what is cleared by then counts


@pytest.mark.parametrize(("amount", "why"), [(100_000, "no_account"), (40_000, "no_account")])
def test_without_an_account_the_overview_says_so(ana: Professional, bank: Bank, at: datetime, amount: int, why: str) -> None:
    scenes.payable(ana, "CB-A1", at, cop(amount))
    assert (view(ana, at).expected, view(ana, at).carried_why) == (cop(0), why)


def test_below_the_minimum_it_waits(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at, cop(49_900))
    assert view(ana, at).carried_why == "minimum"


def test_a_held_earning_is_not_expected(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    scenes.payable(ana, "CB-A2", at)
    earnings.hold_back(reference="CB-A1", reason="report", by=By("customer", 1), at=at)
    assert view(ana, at).expected == cop(100_000)
    assert view(ana, at).payable == cop(200_000)


def paid(ana: Professional, bank: Bank, at: datetime) -> Payout:
    scenes.ready(ana, bank)
    old = scenes.payable(ana, "CB-OLD", at - timedelta(days=9), cop(60_000))
    Earning.objects.filter(pk=old.pk).update(state="paid")
    earnings.refund(reference="CB-OLD", refund_id="re_1", earning=cop(20_000), fee=cop(0), by=By("staff", 1), at=at)
    scenes.payable(ana, "CB-A1", at)
    scenes.payable(ana, "CB-A2", at, cop(70_000))
    scenes.planned(bank, TUESDAY)
    batches.send_due(TUESDAY)
    return Payout.objects.get()


def test_lines_name_their_entries_and_sum_to_the_total(ana: Professional, bank: Bank, at: datetime) -> None:
    payout = paid(ana, bank, at)
    with acting(role=WEB, person=ana.pk), transaction.atomic():
        made = statements.statement(payout)
    assert [(line.reference, line.amount) for line in made.lines] == [("CB-A1", cop(100_000)), ("CB-A2", cop(70_000))]
    assert total((line.amount for line in made.lines), "COP") == made.gross == cop(170_000)
    assert (made.netted, made.net) == (cop(20_000), cop(150_000))
    for line in made.lines:
        assert Entry.objects.get(pk=line.entry_id).reference == line.reference
    entry = Entry.objects.get(pk=made.entry_id)
    assert -sum(p.amount_minor for p in entry.postings.filter(account="in_transit")) == made.net.minor


def test_a_month_is_the_markets_and_sums_its_payouts(ana: Professional, bank: Bank, at: datetime) -> None:
    payout = paid(ana, bank, at)
    made = statements.month(ana, 2026, 11)
    assert [s.payout.pk for s in made.statements] == [payout.pk]
    assert made.net == cop(150_000)
    # The last evening of November in Bogotá is December in UTC.
    Payout.objects.filter(pk=payout.pk).update(paid_at=datetime.fromisoformat("2026-12-01T04:59:00+00:00"))
    assert len(statements.month(ana, 2026, 11).statements) == 1
    Payout.objects.filter(pk=payout.pk).update(paid_at=datetime.fromisoformat("2026-12-01T05:00:00+00:00"))
    assert [len(statements.month(ana, 2026, n).statements) for n in (11, 12)] == [0, 1]
    assert statements.month(ana, 2027, 1).net == cop(0)


def test_many_lines_cost_no_more_queries(
    ana: Professional, bank: Bank, at: datetime, django_assert_max_num_queries: object
) -> None:
    payout = paid(ana, bank, at)
    with acting(role=WEB, person=ana.pk), transaction.atomic():
        with django_assert_max_num_queries(2):  # type: ignore[operator]
            statements.statement(payout)
        ana.city.market  # noqa: B018 - read beforehand
        with django_assert_max_num_queries(8):  # type: ignore[operator]
            statements.overview(ana, at)
