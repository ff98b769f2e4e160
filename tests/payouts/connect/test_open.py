"""Opening a payout account: one at the processor, whatever happens to the answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.notifications.models import Notice
from accounts.professionals.models import Professional
from casaora.kit.steps import By
from payouts.connect import actions as connect
from payouts.connect.models import OpeningAttempt, PayoutAccount
from tests.payouts import scenes
from tests.payouts.conftest import Bank

pytestmark = pytest.mark.django_db


def opened(ana: Professional, at: datetime) -> PayoutAccount:
    return connect.open(professional_id=ana.pk, by=By("professional", ana.pk), at=at)


def test_open_makes_one_account_and_knows_it(ana: Professional, bank: Bank, at: datetime) -> None:
    account = opened(ana, at)
    there = bank.sim.objects("account")
    assert [a["id"] for a in there] == [account.processor_id]
    assert (there[0]["metadata"]["reference"], there[0]["country"]) == (account.reference, "CO")
    assert (account.is_ready(), account.why_not(at)) == (False, "details")


def test_open_again_asks_nobody(ana: Professional, bank: Bank, at: datetime) -> None:
    first = opened(ana, at)
    assert opened(ana, at).processor_id == first.processor_id
    assert len(bank.sim.objects("account")) == 1


def test_a_lost_answer_is_asked_for_again_with_the_same_key(ana: Professional, bank: Bank, at: datetime) -> None:
    bank.sim.faults.add("create_payout_account", "timeout_after")
    with pytest.raises(connect.NotOpened):
        opened(ana, at)
    with pytest.raises(connect.BeingOpened):
        opened(ana, at)
    assert connect.settle_unknown(at + timedelta(minutes=6)) == {"accounts": 1}
    assert PayoutAccount.objects.get().processor_id == bank.sim.objects("account")[0]["id"]
    assert len(bank.sim.objects("account")) == 1


def test_a_fault_that_its_key_repeats_is_given_up_after_an_hour(ana: Professional, bank: Bank, at: datetime) -> None:
    bank.sim.faults.add("create_payout_account", "server_error")
    with pytest.raises(connect.NotOpened):
        opened(ana, at)
    connect.settle_unknown(at + timedelta(minutes=6))
    assert OpeningAttempt.objects.get().is_open()
    connect.settle_unknown(at + timedelta(hours=2))
    assert OpeningAttempt.objects.get().code == "absent"
    assert opened(ana, at + timedelta(hours=2)).processor_id


def test_a_process_that_died_after_its_claim_is_finished_by_the_janitor(ana: Professional, bank: Bank, at: datetime) -> None:
    connect._claim(ana.pk, By("professional", ana.pk), at)
    assert connect.settle_unknown(at + timedelta(minutes=1)) == {"accounts": 0}
    assert connect.settle_unknown(at + timedelta(minutes=2)) == {"accounts": 1}
    assert connect.settle_unknown(at + timedelta(minutes=9)) == {"accounts": 0}


def test_the_onboarding_page_is_the_processors(ana: Professional, bank: Bank, at: datetime) -> None:
    opened(ana, at)
    url = connect.onboarding_link(professional_id=ana.pk, return_url="http://testserver/r", refresh_url="http://testserver/f")
    assert url.startswith("http://127.0.0.1:8010/onboarding/")
    bank.sim.faults.add("open_onboarding", "timeout_before")
    with pytest.raises(connect.NotReachable):
        connect.onboarding_link(professional_id=ana.pk, return_url="http://testserver/r", refresh_url="http://testserver/f")


def test_she_is_told_once_when_it_is_ready(ana: Professional, bank: Bank, at: datetime) -> None:
    account = scenes.ready(ana, bank)
    connect.refresh(professional_id=ana.pk, at=at)
    assert (account.is_ready(), account.ready_at, account.why_not(at)) == (True, at, "")
    assert [n.kind for n in Notice.objects.all()] == ["payout_account_ready"]


@pytest.mark.parametrize("state", [Professional.APPLIED, Professional.REJECTED])
def test_nobody_who_never_passed_the_vetting_gets_one(ana: Professional, bank: Bank, at: datetime, client: Client, state: str) -> None:
    Professional.objects.update(vetting_state=state, approved_at=None)
    client.force_login(ana.user)
    page = client.get("/en/professional/earnings/")
    assert page.status_code == 200
    assert b"payout-account/" not in page.content
    assert client.post("/en/professional/payout-account/").status_code == 404
    with pytest.raises(connect.NotApproved):
        opened(ana, at)
    assert not PayoutAccount.objects.exists()
    assert bank.sim.objects("account") == []


def test_a_suspended_professional_still_reaches_what_she_earned(ana: Professional, bank: Bank, at: datetime) -> None:
    Professional.objects.update(vetting_state=Professional.SUSPENDED)
    assert opened(ana, at).processor_id
