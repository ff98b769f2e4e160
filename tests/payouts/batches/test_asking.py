"""A transfer whose answer is missing is read when finance asks, not only when its turn comes; and never sent twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.professionals.models import Professional
from accounts.users.actions import MayNot
from accounts.users.models import User
from casaora.demo import cast
from casaora.kit import clock
from casaora.kit.steps import CLOCK, By
from payouts.batches import actions as batches
from payouts.batches import asking
from payouts.batches.models import Batch, Payout
from tests.accounts.staff import enter
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(ana: Professional, bank: Bank, at: datetime) -> Payout:
    """It left, and its answer was lost."""
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    scenes.planned(bank, TUESDAY)
    bank.sim.faults.add("send_transfer", "timeout_after")
    batches.send_due(TUESDAY)
    return Payout.objects.get(state="sending")


def minutes(count: int) -> datetime:
    return TUESDAY + timedelta(minutes=count)


def test_it_is_read_now_and_closes_its_batch(sent: Payout, sara: User, bank: Bank) -> None:
    by = By("staff", sara.pk)
    assert asking.settle_now(payout_id=sent.pk, by=by, at=minutes(1)) == "young"
    bank.sim.faults.add("GET /v1/transfers", "server_error")
    assert asking.settle_now(payout_id=sent.pk, by=by, at=minutes(6)) == "open"
    assert asking.settle_now(payout_id=sent.pk, by=by, at=minutes(7)) == "settled"
    assert asking.settle_now(payout_id=sent.pk, by=by, at=minutes(8)) == "passed"
    assert (len(bank.transfers()), Batch.objects.get().state, Payout.objects.get().state) == (1, "completed", "paid")


def test_only_finance_asks(sent: Payout, ana: Professional) -> None:
    for by in (CLOCK, By("professional", ana.pk), By("staff", ana.pk), By("staff", cast.staff("Sol", "Mora", "support").pk)):
        with pytest.raises(MayNot):
            asking.settle_now(payout_id=sent.pk, by=by, at=minutes(6))


def ask(client: Client, row: Payout) -> Any:
    return client.post("/admin/payouts/payout/", {"action": "settle_now", "_selected_action": [row.pk], "why": ""}, follow=True)


def test_on_the_staff_site_as_the_web_that_sees_no_attempt(client: Client, sent: Payout, sara: User, bank: Bank) -> None:
    clock.set_to(minutes(10))
    enter(client, cast.staff("Sol", "Mora", "support"))
    ask(client, sent)
    assert Payout.objects.get().state == "sending"
    enter(client, sara)
    assert b"Done for 1." in ask(client, sent).content
    assert Payout.objects.get().state == "paid"
    assert b"It was settled already." in ask(client, sent).content
