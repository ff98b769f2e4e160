"""One payout that cannot be read, sent or recorded does not stop the others, and a sender that overslept sends nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import override_settings

from accounts.professionals.models import Professional
from casaora.kit.acting import as_verb
from casaora.stripe import gateway
from payouts.batches import actions as batches
from payouts.batches import transfers
from payouts.batches.models import Batch, Payout, TransferAttempt
from payouts.connect import actions as connect
from payouts.connect.models import OpeningAttempt, PayoutAccount
from payouts.ledger import recipes
from payouts.ledger.actions import post
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(ana: Professional, luz: Professional, bank: Bank, at: datetime) -> Batch:
    """Two payouts, Ana's first."""
    for who, name in ((ana, "CB-A1"), (luz, "CB-L1")):
        scenes.ready(who, bank)
        scenes.payable(who, name, at)
    made = scenes.planned(bank, TUESDAY)
    assert list(made.payouts.order_by("pk").values_list("professional_id", flat=True)) == sorted([ana.pk, luz.pk])
    return made


def minutes(count: int) -> datetime:
    return TUESDAY + timedelta(minutes=count)


def test_an_account_that_cannot_be_read_does_not_stop_those_behind_it(batch: Batch, bank: Bank) -> None:
    for minute in range(3):  # every minute the first one meets the fault
        bank.sim.faults.add("read_payout_account", "server_error")
        batches.send_due(minutes(minute))
        bank.sim.faults.clear()
    assert sorted(scenes.states(batch)) == ["paid", "planned"]
    assert batches.send_due(minutes(15))["paid"] == 1
    assert len(bank.transfers()) == 2


def says_otherwise(batch: Batch, reference: str) -> None:
    """An entry of this reference is in the books already, and says something else: one of the two is wrong."""
    legs = recipes.transfer_sent(professional_id=batch.payouts.first().professional_id, net=cop(1))  # type: ignore[union-attr]
    with transaction.atomic(), as_verb():
        post(kind="payout_withdrawn", reference=reference, subject="", at=TUESDAY, postings=legs)


def test_one_that_cannot_be_withdrawn_does_not_stop_those_behind_it(batch: Batch, bank: Bank) -> None:
    first = batch.payouts.order_by("pk")[0]
    says_otherwise(batch, first.reference)
    bank.sim.accounts.become(first.account_id, "restricted")
    assert batches.send_due(TUESDAY) == {"paid": 1, "withdrawn": 0, "failed": 1, "unknown": 0, "put_off": 0, "closed": 0}
    assert scenes.states(batch) == ["planned", "paid"]


def test_one_that_cannot_be_recorded_does_not_stop_the_janitor(batch: Batch, bank: Bank) -> None:
    bank.sim.faults.add("send_transfer", "timeout_after", times=2)
    batches.send_due(TUESDAY)
    first = batch.payouts.order_by("pk")[0]
    found = gateway.find_transfers(first.reference)[0]
    legs = recipes.transfer_sent(professional_id=first.professional_id, net=cop(1))
    with transaction.atomic(), as_verb():
        post(kind="transfer_sent", reference=found.id, subject="", at=TUESDAY, postings=legs)
    counts = batches.settle_unknown(minutes(6))
    assert (counts["settled"], counts.get("failed")) == (1, 1)
    assert scenes.states(batch) == ["sending", "paid"]
    assert batches.settle_unknown(minutes(7)).get("failed") is None  # it pauses, so that it does not stand at the head of every run


def test_a_sender_that_slept_over_its_claim_sends_nothing_more(batch: Batch, bank: Bank) -> None:
    first = batch.payouts.order_by("pk")[0]
    slept = transfers.claim(first.pk, scenes.CLOCK, TUESDAY)
    assert slept
    bank.sim.faults.add("send_transfer", "timeout_before")
    batches.settle_unknown(minutes(5))
    batches.settle_unknown(minutes(130))
    batches.send_due(minutes(131))
    assert scenes.states(batch) == ["paid", "paid"]
    assert transfers.conclude(slept, minutes(132)) == ""
    assert len(bank.transfers()) == 2


@override_settings(STRIPE_SECRET_KEY="sk_live_rolled")
def test_a_key_of_ours_that_is_refused_says_nothing_about_her_account(batch: Batch, bank: Bank) -> None:
    assert batches.send_due(TUESDAY)["withdrawn"] == 0
    assert set(PayoutAccount.objects.values_list("payouts_enabled", flat=True)) == {True}
    assert scenes.states(batch) == ["planned", "planned"]


def test_a_key_of_ours_that_is_refused_while_sending_fails_no_payout(batch: Batch, bank: Bank) -> None:
    attempt = transfers.claim(batch.payouts.order_by("pk")[0].pk, scenes.CLOCK, TUESDAY)
    assert attempt
    with override_settings(STRIPE_SECRET_KEY="sk_live_rolled"):
        assert transfers.conclude(attempt, TUESDAY) == "unknown"
    assert batches.settle_unknown(minutes(5))["settled"] == 1
    assert Payout.objects.get(pk=attempt.payout_id).state == "paid"


def test_a_key_used_with_other_words_is_not_taken_for_a_failure(batch: Batch, bank: Bank) -> None:
    attempt = transfers.claim(batch.payouts.order_by("pk")[0].pk, scenes.CLOCK, TUESDAY)
    assert attempt
    sent = attempt.parameters
    gateway.send_transfer(  # by the release before this one, which described transfers otherwise; its answer was lost
        key=attempt.key, account_id=sent["account_id"], amount=cop(100_000), reference=sent["reference"], description="Casaora payout"
    )
    assert transfers.conclude(attempt, TUESDAY) == "unknown"
    assert batches.settle_unknown(minutes(5))["settled"] == 1
    assert Payout.objects.get(pk=attempt.payout_id).state == "paid"
    assert len(bank.transfers()) == 1


def test_an_opening_that_cannot_be_recorded_does_not_stop_those_behind_it(ana: Professional, luz: Professional, bank: Bank) -> None:
    for who in (ana, luz):
        bank.sim.faults.add("create_payout_account", "timeout_before")
        with pytest.raises(connect.NotOpened):
            connect.open(professional_id=who.pk, by=scenes.professional(who), at=bank.at)
    OpeningAttempt.objects.filter(account_id=ana.pk).update(parameters={})
    connect.settle_unknown(bank.at + timedelta(minutes=6))
    assert PayoutAccount.objects.get(pk=luz.pk).processor_id
    assert TransferAttempt.objects.count() == 0
