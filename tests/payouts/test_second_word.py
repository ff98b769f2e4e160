"""Who comes second, too early, or with news of somebody else's money: nothing happens, or the clear error."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.notifications.models import Notice
from accounts.professionals.models import Professional
from casaora.kit.attempts import SUCCEEDED, Outcome
from casaora.kit.steps import By
from payouts.batches import actions as batches
from payouts.batches import webhooks
from payouts.batches.models import Batch
from payouts.batches.steps import NotTheirs as NotTheirBatch
from payouts.batches.steps import payout_step
from payouts.connect import actions as connect
from payouts.connect.models import OpeningAttempt
from payouts.earnings import actions as earnings
from payouts.earnings import reversals, splits
from payouts.earnings.models import Earning
from payouts.earnings.steps import NotNow, NotTheirs, step
from payouts.ledger.actions import seal
from payouts.ledger.models import Account
from payouts.ledger.queries import balance
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

pytestmark = pytest.mark.django_db
SARA = By("staff", 99)


@pytest.fixture
def batch(ana: Professional, bank: Bank, at: datetime) -> Batch:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    return scenes.planned(bank, TUESDAY)


def test_a_step_is_only_for_whom_its_table_names(batch: Batch) -> None:
    by = By("customer", 1)
    with pytest.raises(NotTheirs):
        step([Earning.objects.get()], "pay", by=by, at=TUESDAY)
    with pytest.raises(NotTheirBatch):
        payout_step(batch.payouts.get(), "pay", by=by, at=TUESDAY)
    with pytest.raises(NotTheirBatch):
        batches.resume(batch_id=batch.batch_id, by=by, at=TUESDAY)


def test_news_of_a_strangers_bank_or_transfer_changes_nothing(batch: Batch, bank: Bank) -> None:
    batches.send_due(TUESDAY)
    for event in bank.events("transfer.created"):
        webhooks.transfer_changed(replace(event, object_id="tr_nobodys"), TUESDAY)
        webhooks.bank_refused(replace(event, account="acct_nobodys"), TUESDAY)
        webhooks.bank_refused(replace(event, account=""), TUESDAY)
    assert not Notice.objects.filter(kind="payout_failed").exists()
    assert scenes.states(batch) == ["paid"]


def test_a_plan_that_exists_is_shown_and_not_reckoned_anew(batch: Batch) -> None:
    out = StringIO()
    call_command("run_payouts", "--dry-run", stdout=out)
    assert batch.batch_id in out.getvalue()
    assert "not planned yet" not in out.getvalue()


def test_people_read_the_trial_balance_and_what_is_wrong(batch: Batch) -> None:
    out = StringIO()
    with pytest.raises(CommandError):  # nothing is sealed yet, and the entries are old
        call_command("ledger", "verify", stdout=out)
    assert "unsealed" in out.getvalue()
    seal(TUESDAY)
    call_command("ledger", "verify", stdout=out)
    assert "COP processor_cash" in out.getvalue()
    assert out.getvalue().endswith("entries, 0 findings\n")


def test_an_opening_is_recorded_once(ana: Professional, bank: Bank, at: datetime) -> None:
    account = connect.open(professional_id=ana.pk, by=scenes.professional(ana), at=at)
    again = connect.record_opening(OpeningAttempt.objects.get().pk, Outcome(SUCCEEDED, None), at + timedelta(hours=1))
    assert (again.processor_id, again.changed_at) == (account.processor_id, account.changed_at)


def test_without_an_account_there_is_nothing_to_check_or_to_replace(client: Client, ana: Professional) -> None:
    client.force_login(ana.user)
    assert client.post("/en/professional/payout-account/replacement/").status_code == 404
    assert client.post("/en/professional/payout-account/check/").headers["Location"].endswith("/earnings/")


def test_all_that_went_back_is_lost_to_nobody_again(ana: Professional, at: datetime) -> None:
    scenes.expected(ana, "CB-A1", at)
    earnings.refund(reference="CB-A1", refund_id="re_1", earning=cop(100_000), fee=cop(15_000), by=SARA, at=at)
    lost = earnings.lose(reference="CB-A1", movement_id="txn_1", amount=cop(115_000), beyond=cop(0), by=SARA, at=at)
    assert (lost.earning, lost.fee, lost.borne) == (cop(0), cop(0), cop(115_000))
    assert balance(Account.REFUNDS_BORNE, currency="COP") == cop(115_000)


def test_what_the_rest_cannot_lose_its_part_does(ana: Professional, at: datetime) -> None:
    scenes.clearing(ana, "CB-A1", at)
    for _twice in (1, 2):
        part = splits.set_free(reference="CB-A1", earning=cop(60_000), fee=cop(9_000), by=SARA, at=at)
    assert (part.reference, Earning.objects.count()) == ("CB-A1/undisputed", 2)
    earnings.refund(reference="CB-A1", refund_id="re_1", earning=cop(40_000), fee=cop(6_000), by=SARA, at=at)
    lost = earnings.lose(reference="CB-A1", movement_id="txn_1", amount=cop(69_000), beyond=cop(0), by=SARA, at=at)
    assert (lost.earning, lost.fee, lost.borne) == (cop(60_000), cop(9_000), cop(0))


@pytest.mark.parametrize(("pesos", "fee"), [(0, 0), (100_000, 15_000), (10, 15_001)])
def test_nothing_and_all_of_it_is_no_part(pesos: int, fee: int, ana: Professional, at: datetime) -> None:
    scenes.clearing(ana, "CB-A1", at)
    with pytest.raises(NotNow):
        splits.set_free(reference="CB-A1", earning=cop(pesos), fee=cop(fee), by=SARA, at=at)


def test_what_is_payable_is_not_reversed_in_one_word(ana: Professional, at: datetime) -> None:
    scenes.payable(ana, "CB-A1", at)
    with pytest.raises(NotNow):
        earnings.reverse(reference="CB-A1", by=SARA, at=at)


def test_she_never_owes_more_than_she_was_paid(ana: Professional, at: datetime) -> None:
    made = scenes.payable(ana, "CB-A1", at)
    Earning.objects.filter(pk=made.pk).update(state="paid")
    with pytest.raises(reversals.TooMuch):
        earnings.refund(reference="CB-A1", refund_id="re_1", earning=cop(100_001), fee=cop(0), by=SARA, at=at)


def test_a_payout_whose_earning_has_changed_is_not_sent_as_planned(batch: Batch, bank: Bank) -> None:
    Earning.objects.update(amount_minor=cop(90_000).minor)
    batches.send_due(TUESDAY)
    payout = batch.payouts.get()
    assert (payout.state, payout.why, bank.transfers()) == ("withdrawn", "an earning has changed", [])
