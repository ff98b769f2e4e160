"""Somebody wants a professional's wages: with her open session, with her password, or just before the money leaves."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.notifications.models import Notice
from accounts.professionals.models import Professional
from accounts.users.actions import MayNot, WhyMissing
from accounts.users.models import User
from casaora.demo import cast
from casaora.kit.steps import By
from payouts.batches import actions as batches
from payouts.batches.models import Payout
from payouts.connect import actions as connect
from payouts.connect import webhooks
from payouts.connect.models import OpeningAttempt, PayoutAccount
from payouts.connect.queries import obstacles
from payouts.connect.replacing import NotGone, replace
from payouts.earnings.models import Earning
from tests.accounts.staff import enter
from tests.payouts import scenes
from tests.payouts.conftest import Bank, ana, bank, sara
from tests.payouts.scenes import TUESDAY, cop

__all__ = ["ana", "bank", "sara"]
pytestmark = pytest.mark.django_db
EARNINGS, DOOR = "/en/professional/earnings/", "/en/professional/payout-account/"
MINUTE, HOLD = timedelta(minutes=1), timedelta(hours=72)


def session_of(person: Professional) -> Client:
    """Her browser, left open on a bus."""
    client = Client()
    client.force_login(person.user)
    return client


def proves(client: Client, person: Professional) -> None:
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def gone(person: Professional, bank: Bank, at: datetime) -> PayoutAccount:
    """Disconnected at the processor, and we have heard of it."""
    account = scenes.ready(person, bank)
    bank.sim.accounts.become(str(account.processor_id), "deauthorized")
    return connect.refresh(professional_id=person.pk, at=at)


def mails(kind: str) -> list[int]:
    return list(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def test_an_open_session_is_not_enough_to_reach_the_bank(ana: Professional, bank: Bank) -> None:
    scenes.ready(ana, bank)
    asked = len(bank.asked)
    assert "/account/reauthenticate/" in session_of(ana).post(DOOR).headers["Location"]
    assert len(bank.asked) == asked  # the processor was not asked for a way in


def test_a_bank_changed_a_minute_before_it_leaves_withdraws_the_payout_and_she_is_told(ana: Professional, bank: Bank) -> None:
    account = scenes.ready(ana, bank)
    earning = scenes.payable(ana, "CB-WAGES1", TUESDAY - MINUTE, cop(200_000))
    batch = scenes.planned(bank, TUESDAY)
    bank.sim.accounts.change_bank(str(account.processor_id))  # no event yet: what we read before sending is enough
    bank.at = TUESDAY + MINUTE
    batches.send_due(bank.at)
    assert (scenes.states(batch), bank.transfers()) == (["withdrawn"], [])
    assert Earning.objects.get(pk=earning.pk).state == "payable"
    assert mails("payout_account_changed") == [ana.pk]


def test_a_bank_changed_a_minute_before_the_plan_waits_72_hours_and_is_paid_after(ana: Professional, bank: Bank) -> None:
    account = scenes.ready(ana, bank)
    scenes.payable(ana, "CB-WAGES1", TUESDAY - MINUTE, cop(200_000))
    bank.sim.accounts.change_bank(str(account.processor_id))
    for event in bank.events("account.external_account.created"):
        webhooks.bank_changed(event, TUESDAY - MINUTE)
    assert scenes.states(scenes.planned(bank, TUESDAY)) == []
    friday = TUESDAY + timedelta(days=3)
    assert scenes.states(scenes.planned(bank, friday)) == ["planned"]  # 72 h and a minute later: she had the time to object


def test_an_open_session_cannot_put_another_account_in_her_place(ana: Professional, bank: Bank, at: datetime) -> None:
    account = gone(ana, bank, at)
    client = session_of(ana)
    assert "Connect a new payout account" in client.get(EARNINGS).content.decode()
    assert "/account/reauthenticate/" in client.post(f"{DOOR}replacement/").headers["Location"]
    assert PayoutAccount.objects.get().processor_id == account.processor_id
    assert not mails("payout_account_replaced")


def test_an_account_that_is_there_is_replaced_by_nobody(ana: Professional, sara: User, bank: Bank, at: datetime) -> None:
    account = scenes.ready(ana, bank)
    client = session_of(ana)
    proves(client, ana)
    assert "is still there" in client.post(f"{DOOR}replacement/", follow=True).content.decode()
    for by in (scenes.professional(ana), By("staff", sara.pk)):
        with pytest.raises(NotGone):
            replace(professional_id=ana.pk, by=by, at=at, why="She wrote to us.")
    assert PayoutAccount.objects.get().processor_id == account.processor_id


def test_nobody_replaces_somebody_elses(ana: Professional, sara: User, bank: Bank, at: datetime) -> None:
    gone(ana, bank, at)
    support = cast.staff("Eva", "Luna", "support")
    for by in (By("professional", sara.pk), By("customer", ana.pk), By("clock")):
        with pytest.raises(NotGone):
            replace(professional_id=ana.pk, by=by, at=at)
    with pytest.raises(MayNot):
        replace(professional_id=ana.pk, by=By("staff", support.pk), at=at, why="She wrote to us.")
    with pytest.raises(WhyMissing):
        replace(professional_id=ana.pk, by=By("staff", sara.pk), at=at)
    client = Client()
    client.force_login(cast.customer().user)
    assert client.post(f"{DOOR}replacement/").status_code == 404


def test_the_new_account_is_told_of_at_once_and_paid_72_hours_later(ana: Professional, bank: Bank, at: datetime) -> None:
    former = gone(ana, bank, at)
    client = session_of(ana)
    proves(client, ana)
    assert "ready for your details" in client.post(f"{DOOR}replacement/", follow=True).content.decode()
    account = PayoutAccount.objects.get()
    assert account.processor_id not in (None, former.processor_id)
    assert mails("payout_account_replaced") == [ana.pk]
    assert account.held_until
    assert account.changed_at
    bank.sim.accounts.become(str(account.processor_id), "ready")
    bank.at = account.changed_at + 5 * timedelta(days=1)  # her details took five days
    account = connect.refresh(professional_id=ana.pk, at=bank.at)
    assert account.is_ready()
    assert obstacles([ana.pk], bank.at) == {ana.pk: "held"}  # another bank than before: three days from now
    assert obstacles([ana.pk], bank.at + HOLD) == {}


def test_whoever_finishes_the_new_account_proves_to_be_she(ana: Professional, bank: Bank, at: datetime) -> None:
    gone(ana, bank, at)
    replace(professional_id=ana.pk, by=scenes.professional(ana), at=at)
    assert not PayoutAccount.objects.get().details_submitted
    assert "/account/reauthenticate/" in session_of(ana).post(DOOR).headers["Location"]


def test_that_holds_too_where_the_account_before_never_was_ready(ana: Professional, sara: User, bank: Bank, at: datetime) -> None:
    """Her details were refused, and finance opened another account for her: her wages wait behind this door."""
    before = connect.open(professional_id=ana.pk, by=scenes.professional(ana), at=at)
    bank.sim.accounts.become(str(before.processor_id), "restricted")
    assert connect.refresh(professional_id=ana.pk, at=at).ready_at is None
    replace(professional_id=ana.pk, by=By("staff", sara.pk), at=at, why="Her papers could not be read.")
    assert "/account/reauthenticate/" in session_of(ana).post(DOOR).headers["Location"]


def test_a_payout_that_was_planned_for_the_old_account_never_leaves(ana: Professional, bank: Bank) -> None:
    account = scenes.ready(ana, bank)
    scenes.payable(ana, "CB-WAGES1", TUESDAY - MINUTE, cop(200_000))
    scenes.planned(bank, TUESDAY)
    bank.sim.accounts.become(str(account.processor_id), "deauthorized")
    replace(professional_id=ana.pk, by=scenes.professional(ana), at=TUESDAY + MINUTE)
    bank.sim.accounts.become(str(PayoutAccount.objects.get().processor_id), "ready")
    batches.send_due(TUESDAY + 2 * MINUTE)
    assert Payout.objects.get().state == "withdrawn"
    assert not bank.transfers()


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "server_error"])
def test_an_answer_that_is_missing_makes_one_account_in_the_end(ana: Professional, bank: Bank, at: datetime, fault: str) -> None:
    gone(ana, bank, at)
    bank.sim.faults.add("create_payout_account", fault)
    with pytest.raises(connect.NotOpened):
        replace(professional_id=ana.pk, by=scenes.professional(ana), at=at)
    with pytest.raises(connect.BeingOpened):
        replace(professional_id=ana.pk, by=scenes.professional(ana), at=at)
    if fault == "server_error":  # the key repeats it: given up after an hour, then opened anew by the usual door
        connect.settle_unknown(at + timedelta(hours=2))
        connect.open(professional_id=ana.pk, by=scenes.professional(ana), at=at + timedelta(hours=2))
    else:
        connect.settle_unknown(at + timedelta(minutes=5))
    account = PayoutAccount.objects.get()
    assert account.processor_id
    assert (len(bank.sim.objects("account")), OpeningAttempt.objects.filter(outcome="").count()) == (2, 0)
    assert account.is_held(at + timedelta(hours=71))


def test_a_process_that_died_between_claim_and_call_loses_nothing(ana: Professional, bank: Bank, at: datetime) -> None:
    from payouts.connect import replacing

    former = gone(ana, bank, at)
    replacing._claim(ana.pk, former.processor_id, scenes.professional(ana), at, "")
    assert obstacles([ana.pk], at) == {ana.pk: "no_account"}  # nothing can be sent meanwhile
    connect.settle_unknown(at + timedelta(minutes=5))
    assert PayoutAccount.objects.get().processor_id not in (None, former.processor_id)


def test_finance_helps_her_with_a_reason_that_she_reads(ana: Professional, sara: User, bank: Bank, at: datetime) -> None:
    account = gone(ana, bank, at)
    staff, page = enter(Client(), sara), "/admin/payouts/payoutaccount/"
    said = {"action": "replace", "_selected_action": [account.pk]}
    assert "Write a reason" in staff.post(page, {**said, "why": ""}, follow=True).content.decode()
    staff.post(page, {**said, "why": "Her bank closed the old one."}, follow=True)
    assert PayoutAccount.objects.get().processor_id != account.processor_id
    assert Notice.objects.get(kind="payout_account_replaced").context["why"] == "Her bank closed the old one."
    support = enter(Client(), cast.staff("Eva", "Luna", "support"))
    assert "Let another account" not in support.get(page).content.decode()
