"""What the processor tells about transfers: a hint that is read again, harmless twice, late and out of order."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.notifications.models import Notice
from accounts.professionals.models import Professional
from casaora.kit.steps import By
from payouts.batches import actions as batches
from payouts.batches import transfers, webhooks
from payouts.batches.models import Batch
from payouts.connect.models import PayoutAccount
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance, balances_of, transferred_to
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

pytestmark = pytest.mark.django_db
LATER = TUESDAY + timedelta(hours=5)


@pytest.fixture
def batch(ana: Professional, bank: Bank, at: datetime) -> Batch:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    return scenes.planned(bank, TUESDAY)


@pytest.fixture
def sent(batch: Batch) -> Batch:
    batches.send_due(TUESDAY)
    return batch


def told(bank: Bank, kind: str, times: int = 2) -> None:
    for event in bank.events(kind):
        for _ in range(times):
            webhooks.transfer_changed(event, LATER)


def test_the_event_records_what_the_sender_never_heard(batch: Batch, bank: Bank) -> None:
    bank.sim.faults.add("send_transfer", "timeout_after")
    batches.send_due(TUESDAY)
    told(bank, "transfer.created")
    batch.refresh_from_db()
    assert (batch.state, scenes.states(batch)) == ("completed", ["paid"])
    assert batches.settle_unknown(LATER)["settled"] == 0
    assert Entry.objects.filter(kind="transfer_sent").count() == 1


def test_an_event_after_the_record_changes_nothing(sent: Batch, bank: Bank) -> None:
    before = Entry.objects.count()
    told(bank, "transfer.created")
    assert Entry.objects.count() == before


def test_all_of_it_came_back_and_is_payable_again(sent: Batch, ana: Professional, bank: Bank) -> None:
    bank.sim.banks.return_transfer(str(sent.payouts.get().transfer_id))
    told(bank, "transfer.reversed")
    payout, made = sent.payouts.get(), Earning.objects.get()
    assert (payout.state, made.state, made.paid_at) == ("reversed", "payable", None)
    mine = balances_of(ana.pk, currency="COP")
    assert (mine[Account.PAYABLE_TO], mine[Account.IN_TRANSIT]) == (-cop(100_000), cop(0))
    assert transferred_to(ana.pk, currency="COP") == cop(0)
    assert Notice.objects.filter(kind="payout_failed").count() == 1
    friday = scenes.planned(bank, TUESDAY + timedelta(days=3))
    assert friday.payouts.get().net == cop(100_000)


def test_a_part_that_came_back_waits_in_suspense_and_moves_no_earning(sent: Batch, ana: Professional, bank: Bank) -> None:
    name = str(sent.payouts.get().transfer_id)
    bank.sim.banks.return_transfer(name, 3_000_000)
    told(bank, "transfer.reversed")
    assert (sent.payouts.get().state, Earning.objects.get().state) == ("paid", "paid")
    assert balance(Account.SUSPENSE, currency="COP") == -cop(30_000)
    bank.sim.banks.return_transfer(name, 7_000_000)
    told(bank, "transfer.reversed")
    assert (sent.payouts.get().state, Earning.objects.get().state) == ("reversed", "payable")
    assert balance(Account.SUSPENSE, currency="COP") == cop(0)
    assert balances_of(ana.pk, currency="COP")[Account.PAYABLE_TO] == -cop(100_000)
    assert transferred_to(ana.pk, currency="COP") == cop(0)


def test_the_second_part_told_first_is_read_as_what_it_is(sent: Batch, bank: Bank) -> None:
    name = str(sent.payouts.get().transfer_id)
    bank.sim.banks.return_transfer(name, 3_000_000)
    bank.sim.banks.return_transfer(name, 2_000_000)
    told(bank, "transfer.reversed")
    assert balance(Account.SUSPENSE, currency="COP") == -cop(50_000)
    assert Entry.objects.filter(kind="transfer_reversed").count() == 1


def test_a_reversal_told_before_the_transfer_was_recorded(batch: Batch, bank: Bank) -> None:
    bank.sim.faults.add("send_transfer", "timeout_after")
    batches.send_due(TUESDAY)
    bank.sim.banks.return_transfer(str(bank.transfers()[0]["id"]))
    told(bank, "transfer.reversed")
    assert scenes.states(batch) == ["reversed"]
    assert Earning.objects.get().state == "payable"


def test_a_refund_in_between_is_settled_when_the_transfer_comes_back(sent: Batch, ana: Professional, bank: Bank) -> None:
    earnings.refund(reference="CB-A1", refund_id="re_1", earning=cop(25_000), fee=cop(0), by=By("staff", 1), at=LATER)
    bank.sim.banks.return_transfer(str(sent.payouts.get().transfer_id))
    told(bank, "transfer.reversed")
    assert Earning.objects.get().amount == cop(75_000)
    mine = balances_of(ana.pk, currency="COP")
    assert (mine[Account.PAYABLE_TO], mine[Account.OWED_BY]) == (-cop(75_000), cop(0))


def test_a_transfer_that_is_not_ours_is_an_alarm_and_no_more(sent: Batch, bank: Bank, caplog: pytest.LogCaptureFixture) -> None:
    payout = sent.payouts.get()
    transfers.gateway.send_transfer(
        key="x", account_id=payout.account_id, amount=payout.net, reference=payout.reference, description="x"
    )
    before = Entry.objects.count()
    with caplog.at_level("ERROR"):
        told(bank, "transfer.created")
    assert Entry.objects.count() == before
    assert "reconciliation_break" in caplog.text


def test_a_transfer_of_nobody_we_know_is_left_alone(bank: Bank, ana: Professional) -> None:
    account = scenes.ready(ana, bank)
    transfers.gateway.send_transfer(
        key="x", account_id=str(account.processor_id), amount=cop(10), reference="PO-NOBODY", description="x"
    )
    told(bank, "transfer.created")
    assert not Entry.objects.exists()


def test_her_banks_refusal_moves_nothing_and_is_told_once(sent: Batch, ana: Professional, bank: Bank) -> None:
    account = str(PayoutAccount.objects.get().processor_id)
    there = bank.sim.banks.pay_out(10_000_000, account=account)
    bank.sim.banks.fail(str(there["id"]))
    before = Entry.objects.count()
    for event in bank.events("payout.failed"):
        for _ in range(2):
            webhooks.bank_refused(event, LATER)
    assert (Entry.objects.count(), Earning.objects.get().state) == (before, "paid")
    assert Notice.objects.filter(kind="payout_failed", person=ana.user).count() == 1
