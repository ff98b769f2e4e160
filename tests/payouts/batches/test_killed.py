"""The worker is killed between claim, call and record of a transfer: the janitor settles it, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.professionals.models import Professional
from payouts.batches import actions as batches
from payouts.batches.models import Payout, TransferAttempt
from payouts.earnings.models import Earning
from payouts.ledger.models import Entry
from tests.crashes.killing import killed
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("point", ["after the claim", "after the call", "within the record"])
def test_a_killed_sender_pays_once(ana: Professional, bank: Bank, at: datetime, point: str) -> None:
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    batch = scenes.planned(bank, TUESDAY)
    killed(bank.sim, "send", TUESDAY.isoformat(), point)
    assert Payout.objects.get(batch=batch).state == "sending"
    assert TransferAttempt.objects.filter(outcome="").count() == 1
    assert len(bank.transfers()) == (0 if point == "after the claim" else 1)

    assert batches.send_due(TUESDAY + timedelta(minutes=1))["paid"] == 0  # another worker leaves it alone
    assert batches.settle_unknown(TUESDAY + timedelta(minutes=3))["settled"] == 1
    assert batches.settle_unknown(TUESDAY + timedelta(minutes=9))["settled"] == 0
    assert Payout.objects.get(batch=batch).state == "paid"
    assert Earning.objects.get().state == "paid"
    assert len(bank.transfers()) == Entry.objects.filter(kind="transfer_sent").count() == 1
