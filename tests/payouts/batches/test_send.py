"""Sending: each payout once, withdrawn for anything that happened since it was planned, and honest about what failed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts.notifications.models import Notice
from accounts.professionals.models import Professional
from accounts.users.models import User
from casaora.kit.steps import By
from payouts.batches import actions as batches
from payouts.batches import transfers
from payouts.batches.models import Batch, Payout, TransferAttempt
from payouts.connect import actions as connect
from payouts.connect.models import PayoutAccount
from payouts.earnings import actions as earnings
from payouts.earnings.models import Earning
from payouts.ledger.actions import seal
from payouts.ledger.models import Account, Entry
from payouts.ledger.queries import balance, balances_of, verify
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

pytestmark = pytest.mark.django_db
NOTHING = {"paid": 0, "withdrawn": 0, "failed": 0, "unknown": 0, "put_off": 0, "closed": 0}
LATER = TUESDAY + timedelta(minutes=30)


@pytest.fixture
def batch(ana: Professional, bank: Bank, at: datetime) -> Batch:
    """Approved: one payout of two earnings."""
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    scenes.payable(ana, "CB-A2", at, cop(50_000))
    return scenes.planned(bank, TUESDAY)


def sound(at: datetime) -> bool:
    seal(at)
    return verify(at) == []


def test_a_payout_is_sent_posted_and_told(batch: Batch, ana: Professional, bank: Bank) -> None:
    assert batches.send_due(TUESDAY) == {**NOTHING, "paid": 1, "closed": 1}
    payout, sent = batch.payouts.get(), bank.transfers()
    assert [(t["amount"], t["currency"], t["transfer_group"]) for t in sent] == [(15_000_000, "cop", payout.reference)]
    assert (payout.state, payout.transfer_id, payout.paid_at) == ("paid", sent[0]["id"], TUESDAY)
    assert Entry.objects.get(kind="transfer_sent").reference == payout.transfer_id
    mine = balances_of(ana.pk, currency="COP")
    assert not any(mine.values())
    assert set(Earning.objects.values_list("state", "paid_at")) == {("paid", TUESDAY)}
    assert Notice.objects.filter(kind="payout_sent", key=f"payout_sent:{payout.reference}").count() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.closed_at) == ("completed", TUESDAY)
    assert sound(TUESDAY)


def test_run_again_it_sends_nothing(batch: Batch, bank: Bank) -> None:
    batches.send_due(TUESDAY)
    assert batches.send_due(TUESDAY) == NOTHING
    assert len(bank.transfers()) == 1


def test_the_key_comes_from_the_payout_alone(batch: Batch, bank: Bank) -> None:
    batches.send_due(TUESDAY)
    assert TransferAttempt.objects.get().key == f"transfer:{batch.payouts.get().reference}:1"


def hold(ana: Professional, bank: Bank) -> None:
    earnings.hold_back(reference="CB-A2", reason="dispute", by=By("processor"), at=LATER)


def refund(ana: Professional, bank: Bank) -> None:
    earnings.refund(reference="CB-A2", refund_id="re_1", earning=cop(10_000), fee=cop(1_500), by=By("staff", 1), at=LATER)


def suspend(ana: Professional, bank: Bank) -> None:
    User.objects.filter(pk=ana.pk).update(suspended_at=LATER)


def change_bank(ana: Professional, bank: Bank) -> None:
    connect.note_change(professional_id=ana.pk, what="evt_1", by=By("processor"), at=LATER)


def change_bank_untold(ana: Professional, bank: Bank) -> None:
    bank.sim.accounts.change_bank(str(PayoutAccount.objects.get(pk=ana.pk).processor_id))
    bank.events("account.external_account.created")  # lost on the way


def swap_account(ana: Professional, bank: Bank) -> None:
    other = connect.gateway.create_payout_account(key="k", reference="PA-X", email="a@example.com", country="CO")
    bank.sim.accounts.become(other.id, "ready")
    PayoutAccount.objects.filter(pk=ana.pk).update(processor_id=other.id)


def restrict(ana: Professional, bank: Bank) -> None:
    bank.sim.accounts.become(str(PayoutAccount.objects.get(pk=ana.pk).processor_id), "restricted")


def disconnect(ana: Professional, bank: Bank) -> None:
    bank.sim.accounts.become(str(PayoutAccount.objects.get(pk=ana.pk).processor_id), "deauthorized")


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (hold, "held back"), (refund, "refunded"), (suspend, "suspended"), (change_bank, "account has changed"), (change_bank_untold, "account has changed"),
        (swap_account, "account has changed"), (restrict, "not ready"), (disconnect, "not ready"),
    ],
)  # fmt: skip
def test_anything_since_the_plan_withdraws_the_whole_payout(
    happens: Callable[[Professional, Bank], None], why: str, batch: Batch, ana: Professional, bank: Bank
) -> None:
    happens(ana, bank)
    assert batches.send_due(LATER + timedelta(minutes=1)) == {**NOTHING, "withdrawn": 1, "closed": 1}
    payout = batch.payouts.get()
    assert (payout.state, bank.transfers()) == ("withdrawn", [])
    assert why in payout.why
    assert not payout.lines.filter(is_live=True).exists()
    mine = balances_of(ana.pk, currency="COP")
    assert not mine[Account.IN_TRANSIT]
    assert -mine[Account.PAYABLE_TO] == cop(sum(Earning.objects.values_list("amount_minor", flat=True)) // 100)
    assert set(Earning.objects.values_list("state", flat=True)) == {"payable"}
    assert sound(LATER + timedelta(minutes=1))


def test_a_refund_in_a_withdrawn_payout_is_settled_from_its_earning(batch: Batch, ana: Professional, bank: Bank) -> None:
    refund(ana, bank)
    batches.send_due(LATER + timedelta(minutes=1))
    assert Earning.objects.get(reference="CB-A2").amount == cop(40_000)
    assert balances_of(ana.pk, currency="COP")[Account.OWED_BY] == cop(0)
    payout = scenes.planned(bank, TUESDAY + timedelta(days=3)).payouts.get()
    assert (payout.gross, payout.netted, payout.net) == (cop(140_000), cop(0), cop(140_000))


def test_what_was_withdrawn_is_in_the_next_batch_with_a_new_key(batch: Batch, ana: Professional, bank: Bank) -> None:
    suspend(ana, bank)
    batches.send_due(LATER + timedelta(minutes=1))
    friday = TUESDAY + timedelta(days=3)
    scenes.planned(bank, friday)  # earned money still pays, unless it is held with a reason
    assert batches.send_due(friday)["paid"] == 1
    assert Payout.objects.values("reference").distinct().count() == 2


def test_a_refund_after_the_claim_is_owed(batch: Batch, ana: Professional, bank: Bank) -> None:
    attempt = transfers.claim(batch.payouts.get().pk, scenes.CLOCK, TUESDAY)
    assert attempt
    refund(ana, bank)
    assert transfers.conclude(attempt, LATER) == "paid"
    assert balances_of(ana.pk, currency="COP")[Account.OWED_BY] == cop(10_000)


def test_a_definite_failure_returns_the_earnings_and_says_why(batch: Batch, ana: Professional, bank: Bank) -> None:
    attempt = transfers.claim(batch.payouts.get().pk, scenes.CLOCK, TUESDAY)
    assert attempt
    restrict(ana, bank)
    assert transfers.conclude(attempt, TUESDAY) == "failed"
    payout = batch.payouts.get()
    assert (payout.state, payout.why.split(":")[0]) == ("failed", "insufficient_capabilities_for_transfer")
    assert set(Earning.objects.values_list("state", flat=True)) == {"payable"}
    assert batches.send_due(LATER) == {**NOTHING, "closed": 1}
    batch.refresh_from_db()
    assert batch.state == "completed_with_failures"
    assert Notice.objects.filter(kind="payout_failed").count() == 1
    assert sound(LATER)


def test_too_little_of_ours_pauses_the_batch_and_keeps_its_lines(batch: Batch, ana: Professional, bank: Bank) -> None:
    bank.sim.banks.top_up(-1_000_000_000)
    assert batches.send_due(TUESDAY) == {**NOTHING, "put_off": 1}
    batch.refresh_from_db()
    assert (batch.state, batch.paused_reason, scenes.states(batch)) == ("sending", "balance_insufficient", ["planned"])
    assert batch.payouts.get().lines.filter(is_live=True).count() == 2
    assert not Notice.objects.filter(kind="payout_failed").exists()
    bank.sim.banks.top_up(1_000_000_000)
    assert batches.send_due(TUESDAY + timedelta(minutes=59)) == NOTHING
    batches.resume(batch_id=batch.batch_id, by=By("staff", 1), at=LATER)
    assert batches.send_due(LATER) == {**NOTHING, "paid": 1, "closed": 1}
    assert [a.key[-2:] for a in TransferAttempt.objects.order_by("pk")] == [":1", ":2"]
    assert balance(Account.IN_TRANSIT, currency="COP") == cop(0)


def test_a_pause_ends_by_itself(batch: Batch, bank: Bank) -> None:
    bank.sim.banks.top_up(-1_000_000_000)
    batches.send_due(TUESDAY)
    bank.sim.banks.top_up(1_000_000_000)
    assert batches.send_due(TUESDAY + timedelta(hours=1))["paid"] == 1


def test_while_the_processor_is_away_nothing_is_claimed(batch: Batch, bank: Bank) -> None:
    bank.sim.faults.add("read_payout_account", "timeout_before")
    assert batches.send_due(TUESDAY) == {**NOTHING, "put_off": 1}
    assert not TransferAttempt.objects.exists()
    assert batches.send_due(TUESDAY + timedelta(minutes=5))["paid"] == 1


def test_one_that_is_not_what_we_asked_for_is_left_to_a_person(batch: Batch, bank: Bank) -> None:
    attempt = transfers.claim(batch.payouts.get().pk, scenes.CLOCK, TUESDAY)
    assert attempt
    attempt.parameters["net_minor"] += 100
    assert transfers.conclude(attempt, TUESDAY) == "unknown"
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.code) == ("", "by_hand")
    assert batch.payouts.get().state == "sending"
