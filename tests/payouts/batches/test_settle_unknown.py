"""Nobody knows what became of a transfer, or its sender died: it is read, never assumed, and never sent twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.notifications.models import Notice
from accounts.professionals.models import Professional
from casaora.kit.attempts import SUCCEEDED, Outcome
from casaora.stripe import gateway
from payouts.batches import actions as batches
from payouts.batches import transfers
from payouts.batches.models import Batch, TransferAttempt
from payouts.batches.outcomes import record
from payouts.ledger.models import Entry
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(ana: Professional, bank: Bank, at: datetime) -> Batch:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    return scenes.planned(bank, TUESDAY)


def minutes(count: int) -> datetime:
    return TUESDAY + timedelta(minutes=count)


def paid_once(batch: Batch, bank: Bank) -> bool:
    batch.refresh_from_db()
    facts = (batch.state, scenes.states(batch), len(bank.transfers()), Entry.objects.filter(kind="transfer_sent").count())
    return facts == ("completed", ["paid"], 1, 1) and Notice.objects.filter(kind="payout_sent").count() == 1


@pytest.mark.parametrize("fault", ["timeout_after", "server_error_after", "garbled"])
def test_an_answer_lost_after_the_transfer_is_found_by_reading(fault: str, batch: Batch, bank: Bank) -> None:
    bank.sim.faults.add("send_transfer", fault)
    assert batches.send_due(TUESDAY)["unknown"] == 1
    assert (scenes.states(batch), len(bank.transfers())) == (["sending"], 1)
    assert not any(batches.send_due(minutes(1)).values())
    assert batches.settle_unknown(minutes(4))["settled"] == 0
    assert batches.settle_unknown(minutes(5))["settled"] == 1
    assert paid_once(batch, bank)
    assert bank.asked.count("POST /v1/transfers") <= 1


@pytest.mark.parametrize("fault", ["timeout_before", "rate_limit", "conflict"])
def test_an_answer_lost_before_the_transfer_is_asked_for_again_with_the_same_key(fault: str, batch: Batch, bank: Bank) -> None:
    bank.sim.faults.add("send_transfer", fault)
    assert batches.send_due(TUESDAY)["unknown"] == 1
    assert bank.transfers() == []
    assert batches.settle_unknown(minutes(5))["settled"] == 1
    assert paid_once(batch, bank)
    assert TransferAttempt.objects.count() == 1


def test_a_fault_repeated_by_its_key_is_closed_after_an_hour_and_sent_with_a_new_one(batch: Batch, bank: Bank) -> None:
    bank.sim.faults.add("send_transfer", "server_error")
    batches.send_due(TUESDAY)
    for count in (5, 15, 35, 59):
        assert batches.settle_unknown(minutes(count))["settled"] == 0
    assert batches.settle_unknown(minutes(130)) == {"settled": 1, "open": 0, "accounts": 0}
    assert (scenes.states(batch), bank.transfers()) == (["planned"], [])
    assert batches.send_due(minutes(131))["paid"] == 1
    assert paid_once(batch, bank)
    assert list(TransferAttempt.objects.order_by("pk").values_list("outcome", "code")) == [
        ("refused", "absent"),
        ("succeeded", ""),
    ]


def test_what_appears_after_all_is_not_sent_again(batch: Batch, bank: Bank) -> None:
    first = transfers.claim(batch.payouts.get().pk, scenes.CLOCK, TUESDAY)
    assert first
    batches.settle_unknown(minutes(130))
    bank.at = minutes(131)
    transfers.call(first)  # a process that had slept since its claim wakes up
    assert batches.send_due(minutes(132))["paid"] == 1
    assert paid_once(batch, bank)


def test_a_reading_that_fails_settles_nothing(batch: Batch, bank: Bank) -> None:
    bank.sim.faults.add("send_transfer", "timeout_after")
    batches.send_due(TUESDAY)
    bank.sim.faults.add("find_transfers", "timeout_before", times=3)
    for count in (5, 15, 300):
        assert batches.settle_unknown(minutes(count)) == {"settled": 0, "open": 1, "accounts": 0}
    assert batches.settle_unknown(minutes(400))["settled"] == 1
    assert paid_once(batch, bank)


def test_two_transfers_of_one_payout_are_left_to_a_person(batch: Batch, bank: Bank) -> None:
    attempt = transfers.claim(batch.payouts.get().pk, scenes.CLOCK, TUESDAY)
    assert attempt
    transfers.call(attempt)
    attempt.key += "-somebody-else"
    gateway.send_transfer(
        key="another",
        account_id=attempt.parameters["account_id"],
        amount=batch.payouts.get().net,
        reference=batch.payouts.get().reference,
        description="x",
    )
    assert batches.settle_unknown(minutes(5))["open"] == 1
    assert TransferAttempt.objects.get().code == "by_hand"


@pytest.mark.parametrize("died", ["after the claim", "after the call"])
def test_a_sender_that_died_is_finished_by_the_janitor_once(died: str, batch: Batch, bank: Bank) -> None:
    attempt = transfers.claim(batch.payouts.get().pk, scenes.CLOCK, TUESDAY)
    assert attempt
    if died == "after the call":
        transfers.call(attempt)
    assert transfers.claim(batch.payouts.get().pk, scenes.CLOCK, TUESDAY) is None
    assert batches.settle_unknown(minutes(1))["settled"] == 0
    assert batches.settle_unknown(minutes(2))["settled"] == 1
    assert batches.settle_unknown(minutes(9))["settled"] == 0
    assert paid_once(batch, bank)


def test_record_is_a_no_op_the_second_time(batch: Batch, bank: Bank) -> None:
    attempt = transfers.claim(batch.payouts.get().pk, scenes.CLOCK, TUESDAY)
    assert attempt
    outcome = transfers.call(attempt)
    assert [record(attempt.pk, outcome, TUESDAY) for _ in range(3)] == ["paid", "", ""]
    assert record(attempt.pk, Outcome("refused", code="late"), TUESDAY) == ""
    assert outcome.kind == SUCCEEDED
    assert transfers.close_if_done(batch.pk, TUESDAY) == 1
    assert paid_once(batch, bank)
