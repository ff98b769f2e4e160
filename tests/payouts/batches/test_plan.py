"""Planning: one batch a cut-off, with everything that can be paid, written once; the database has the last word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.places.models import Market
from accounts.professionals.models import Professional
from casaora.kit.acting import OWNER, SERVICE, VERB, acting
from casaora.kit.steps import OPERATOR, By
from payouts.batches import actions as batches
from payouts.batches import planning
from payouts.batches.models import Batch, Payout, PayoutLine
from payouts.batches.steps import NotNow
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balances_of
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)


@pytest.mark.django_db
def test_a_batch_takes_everything_payable_at_the_cut_off(ana: Professional, luz: Professional, bank: Bank, at: datetime) -> None:
    for who in (ana, luz):
        scenes.ready(who, bank)
    scenes.payable(ana, "CB-A1", at - timedelta(days=60))  # however old: there is no window to fall out of
    scenes.payable(ana, "CB-A2", at)
    scenes.payable(luz, "CB-L1", at, cop(70_000))
    scenes.payable(luz, "CB-L2", TUESDAY + timedelta(minutes=1))
    batch = scenes.planned(bank, TUESDAY + timedelta(minutes=5))
    assert (batch.batch_id, batch.state, batch.total, batch.payouts_count) == ("co-2026-11-24-tue", "approved", cop(270_000), 2)
    found = {p.professional_id: (p.net, sorted(line.earning.reference for line in p.lines.all())) for p in batch.payouts.all()}
    assert found == {ana.pk: (cop(200_000), ["CB-A1", "CB-A2"]), luz.pk: (cop(70_000), ["CB-L1"])}
    assert set(Earning.objects.values_list("reference", "state")) == {
        ("CB-A1", "in_payout"), ("CB-A2", "in_payout"), ("CB-L1", "in_payout"), ("CB-L2", "payable"),
    }  # fmt: skip
    mine = balances_of(ana.pk, currency="COP")
    assert (mine[Account.PAYABLE_TO], mine[Account.IN_TRANSIT]) == (cop(0), -cop(200_000))
    assert Entry.objects.filter(kind="batch").count() == 2


@pytest.mark.django_db
def test_planned_again_it_is_the_batch_that_exists(ana: Professional, bank: Bank, at: datetime, co: Market) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    batch = scenes.planned(bank, TUESDAY)
    assert batches.plan_due(TUESDAY + timedelta(days=1)) == {"planned": 0, "payouts": 0, "canceled": 0, "failed": 0}
    assert batches.plan(market=co, cut_off_at=TUESDAY, by=OPERATOR, at=TUESDAY).pk == batch.pk
    assert Payout.objects.count() == 1


@pytest.mark.django_db
def test_a_missed_tick_is_caught_up_and_a_missed_week_is_too(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    batch = scenes.planned(bank, TUESDAY + timedelta(days=8))
    assert (batch.batch_id, batch.payouts_count) == ("co-2026-12-01-tue", 1)


@pytest.mark.django_db
def test_nothing_to_pay_is_a_closed_batch(co: Market, bank: Bank) -> None:
    batch = scenes.planned(bank, TUESDAY)
    assert (batch.state, batch.payouts_count) == ("completed", 0)


@pytest.mark.django_db
def test_closed_markets_have_no_batches(co: Market, bank: Bank) -> None:
    batches.plan_due(TUESDAY)
    assert set(Batch.objects.values_list("market_id", flat=True)) == {"CO"}


@pytest.mark.django_db
def test_who_cannot_be_paid_carries_over(ana: Professional, luz: Professional, bank: Bank, at: datetime, co: Market) -> None:
    scenes.ready(luz, bank)
    scenes.payable(ana, "CB-A1", at)
    scenes.payable(luz, "CB-L1", at, cop(49_900))
    made = planning.reckon(co, TUESDAY, TUESDAY)
    assert {c.professional_id: c.why for c in made.carried} == {ana.pk: "no_account", luz.pk: "minimum"}
    assert scenes.planned(bank, TUESDAY).payouts_count == 0
    assert set(Earning.objects.values_list("state", flat=True)) == {"payable"}


@pytest.mark.django_db
def test_what_is_held_stays_out(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    scenes.payable(ana, "CB-A2", at)
    earnings.hold_back(reference="CB-A1", reason="report", by=By("customer", 1), at=at)
    batch = scenes.planned(bank, TUESDAY)
    assert [line.earning.reference for line in PayoutLine.objects.filter(payout__batch=batch)] == ["CB-A2"]


@pytest.mark.django_db
def test_what_she_owes_is_netted(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    old = scenes.payable(ana, "CB-A1", at - timedelta(days=9), cop(60_000))
    Earning.objects.filter(pk=old.pk).update(state="paid")
    earnings.refund(reference="CB-A1", refund_id="re_1", earning=cop(30_000), fee=cop(0), by=By("staff", 1), at=at)
    scenes.payable(ana, "CB-A2", at)
    payout = scenes.planned(bank, TUESDAY).payouts.get()
    assert (payout.gross, payout.netted, payout.net) == (cop(100_000), cop(30_000), cop(70_000))
    assert not balances_of(ana.pk, currency="COP")[Account.OWED_BY]


@pytest.mark.django_db
def test_a_debt_can_take_a_whole_payout_when_the_cap_allows(
    ana: Professional, bank: Bank, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("payouts.batches.limits.NETTING_CAP_BASIS_POINTS", 10_000)
    old = scenes.payable(ana, "CB-A1", at - timedelta(days=9))
    Earning.objects.filter(pk=old.pk).update(state="paid")
    earnings.refund(reference="CB-A1", refund_id="re_1", earning=cop(100_000), fee=cop(0), by=By("staff", 1), at=at)
    made = scenes.payable(ana, "CB-A2", at, cop(60_000))
    batch = scenes.planned(bank, TUESDAY)
    made.refresh_from_db()
    assert (batch.state, scenes.states(batch), made.state) == ("completed", ["paid"], "paid")
    assert Entry.objects.filter(kind="netting").count() == 1
    assert balances_of(ana.pk, currency="COP")[Account.OWED_BY] == cop(40_000)


@pytest.mark.django_db
def test_a_cut_off_that_is_still_to_come_is_refused(co: Market) -> None:
    with pytest.raises(NotNow):
        batches.plan(market=co, cut_off_at=TUESDAY, by=OPERATOR, at=MONDAY)


@pytest.mark.django_db
def test_a_manual_batch_has_a_name_of_its_own(ana: Professional, bank: Bank, at: datetime, co: Market) -> None:
    scenes.ready(ana, bank)
    scenes.planned(bank, TUESDAY)
    scenes.payable(ana, "CB-A1", TUESDAY + timedelta(hours=1))
    later = TUESDAY + timedelta(hours=2)
    made = batches.plan(market=co, cut_off_at=later, by=By("staff", 1), at=later, is_manual=True)
    again = batches.plan(
        market=co, cut_off_at=later + timedelta(hours=1), by=By("staff", 1), at=later + timedelta(hours=1), is_manual=True
    )
    assert (made.batch_id, made.payouts_count, again.batch_id) == ("co-2026-11-24-tue-m1", 1, "co-2026-11-24-tue-m2")


@pytest.mark.django_db
def test_the_database_has_the_last_word(ana: Professional, bank: Bank, at: datetime, co: Market) -> None:
    scenes.ready(ana, bank)
    made = scenes.payable(ana, "CB-A1", at)
    batch = scenes.planned(bank, TUESDAY)
    payout = batch.payouts.get()
    with pytest.raises(IntegrityError, match="one_live_line_an_earning"), transaction.atomic():
        PayoutLine.objects.create(payout=payout, earning=made, amount_minor=1)
    with pytest.raises(IntegrityError, match="one_batch_a_cut_off"), transaction.atomic():
        Batch.objects.create(
            batch_id="x",
            market=co,
            currency="COP",
            cut_off_at=TUESDAY,
            state="planned",
            total_minor=0,
            payouts_count=0,
            planned_at=at,
        )
    with pytest.raises(IntegrityError, match="payout_adds_up"), transaction.atomic():
        Payout.objects.create(
            reference="PO-X",
            batch=batch,
            professional=ana,
            currency="COP",
            gross_minor=2,
            net_minor=1,
            state="planned",
            planned_at=at,
        )
    for who in (VERB, SERVICE, OWNER):
        for statement in (
            "UPDATE payouts_payout SET gross_minor = 1, net_minor = 1", "UPDATE payouts_payoutline SET amount_minor = 1",
            "UPDATE payouts_payoutline SET is_live = false; UPDATE payouts_payoutline SET is_live = true",
        ):  # fmt: skip
            with (
                pytest.raises(DatabaseError, match="frozen"),
                transaction.atomic(),
                acting(role=who),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


@pytest.mark.django_db
def test_lines_that_do_not_sum_to_their_payout_are_refused(ana: Professional, bank: Bank, at: datetime) -> None:
    batch = scenes.planned(bank, TUESDAY)
    with pytest.raises(IntegrityError, match="do not sum"), transaction.atomic(), connection.cursor() as cursor:  # noqa: PT012
        Payout.objects.create(
            reference="PO-X",
            batch=batch,
            professional=ana,
            currency="COP",
            gross_minor=2,
            net_minor=2,
            state="planned",
            planned_at=at,
        )
        cursor.execute("SET CONSTRAINTS lines_fit IMMEDIATE")
