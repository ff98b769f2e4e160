"""Row-level security in raw SQL: who sees which rows of every table of payouts, and who may write them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from accounts.professionals.models import Professional
from casaora.demo import cast
from casaora.kit.acting import WEB, acting
from casaora.kit.steps import By
from payouts.batches import actions as batches
from payouts.batches import limits
from payouts.earnings import actions as earnings
from payouts.ledger.actions import seal
from payouts.reconciliation import actions as reconciliation
from payouts.reconciliation import running
from payouts.reconciliation.models import Break
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY

pytestmark = pytest.mark.django_db
TABLES = sorted(m._meta.db_table for m in apps.get_app_config("payouts").get_models())
OWN = {"payouts_earning": 2, "payouts_earninghold": 1, "payouts_payout": 1, "payouts_payoutline": 1, "payouts_payoutaccount": 1}
CLOSED = {"payouts_transferattempt", "payouts_openingattempt"}
SUPPORT = {"payouts_earning", "payouts_earninghold", "payouts_payout", "payouts_payoutline", "payouts_payoutaccount"}
OPERATIONS = {"payouts_batch", "payouts_batchapproval", "payouts_batchstep", "payouts_payoutstep"}


@pytest.fixture
def world(ana: Professional, luz: Professional, bank: Bank, at: datetime, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Each of two professionals has two earnings, one of them paid and the other held; every table has rows. How many."""
    monkeypatch.setitem(limits.LIMITS, "COP", limits.Limits(total=1, single=1, two_people=10**12))
    for who in (ana, luz):
        scenes.ready(who, bank)
        scenes.payable(who, f"CB-{who.pk}-1", at)
        scenes.clearing(who, f"CB-{who.pk}-2", at)
        earnings.hold_back(reference=f"CB-{who.pk}-2", reason="report", by=By("customer", 1), at=at)
    batch = scenes.planned(bank, TUESDAY)
    fe = By("staff", cast.staff("Fe", "Paz", "finance").pk)
    batches.approve(batch_id=batch.batch_id, by=fe, at=TUESDAY)
    batches.send_due(TUESDAY)
    seal(TUESDAY + timedelta(minutes=1))
    bank.at = TUESDAY + timedelta(days=1)  # by then the top-up is a break, and the transfers have met their entries
    running.reconcile(bank.at, at - timedelta(days=1))
    reconciliation.propose(break_id=Break.objects.get(type="topup").pk, recipe="top_up", by=fe, at=bank.at, why="our bank's statement")
    return {table: count(table) for table in TABLES}


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        number: int = cursor.fetchone()[0]
    return number


def seen(table: str, person: int | None, *groups: str) -> int:
    with transaction.atomic(), acting(role=WEB, person=person, groups=groups):
        return count(table)


def test_every_table_has_rows_to_hide(world: dict[str, int]) -> None:
    assert [table for table, number in world.items() if not number and table != "payouts_openingattempt"] == []


@pytest.mark.parametrize("table", [t for t in TABLES if t not in CLOSED])
def test_who_sees_what(table: str, world: dict[str, int], ana: Professional, luz: Professional) -> None:
    stranger, customer = cast.professional("Nadie", "Nunca"), cast.customer()
    assert seen(table, None) == seen(table, stranger.pk) == seen(table, customer.pk) == 0
    assert seen(table, ana.pk) == seen(table, luz.pk) == OWN.get(table, 0)
    everything = world[table]
    by_operations = table in OPERATIONS
    assert seen(table, 0, "support") == (everything if table in SUPPORT else 0)
    assert seen(table, 0, "operations") == (everything if by_operations else 0)
    assert seen(table, 0, "finance") == everything


@pytest.mark.parametrize("table", sorted(CLOSED))
def test_web_has_no_grant_at_all_on_attempts(table: str, world: dict[str, int], ana: Professional) -> None:
    for groups in ((), ("support", "finance", "operations")):
        with pytest.raises(DatabaseError, match="permission denied"):
            seen(table, ana.pk, *groups)


@pytest.mark.parametrize("table", TABLES)
def test_web_writes_none_of_it(table: str, world: dict[str, int], ana: Professional) -> None:
    for groups in ((), ("support", "finance", "operations")):
        for statement in (
            f"DELETE FROM {table}",
            f"UPDATE {table} SET id = id",
            f"INSERT INTO {table} DEFAULT VALUES",
            f"TRUNCATE {table}",
        ):
            if table == "payouts_payoutaccount":
                statement = statement.replace("id = id", "professional_id = professional_id")
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(), acting(role=WEB, person=ana.pk, groups=groups), connection.cursor() as cursor,
            ):  # fmt: skip
                cursor.execute(statement)
