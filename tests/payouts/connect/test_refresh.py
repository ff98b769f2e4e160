"""Our copy of a payout account follows the processor's; a change of bank holds payouts for three days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.notifications.models import Notice
from accounts.professionals.models import Professional
from casaora.stripe.reading import event_from
from payouts.connect import actions as connect
from payouts.connect import webhooks
from payouts.connect.models import PayoutAccount
from payouts.connect.queries import obstacles
from tests.payouts import scenes
from tests.payouts.conftest import Bank

pytestmark = pytest.mark.django_db


def bank_event(account: PayoutAccount, number: int = 1) -> Any:
    about = {"id": "ba_1", "object": "bank_account"}
    event = {"id": f"evt_{number}", "type": "account.external_account.updated", "created": 1_800_000_000}
    return event_from({**event, "account": account.processor_id, "data": {"object": about}})


def test_an_event_is_a_hint_and_the_account_is_read(ana: Professional, bank: Bank, at: datetime) -> None:
    account = scenes.ready(ana, bank)
    bank.sim.accounts.become(str(account.processor_id), "restricted")
    bank.sim.accounts.become(str(account.processor_id), "ready")
    for event in bank.events("account.updated"):  # the first of them says: not ready any more
        webhooks.account_updated(event, at)
        account.refresh_from_db()
        assert account.is_ready()


def test_an_account_whose_news_was_lost_is_read_again(ana: Professional, bank: Bank, at: datetime) -> None:
    account = scenes.ready(ana, bank)
    bank.sim.accounts.become(str(account.processor_id), "restricted")
    assert not connect.refresh(professional_id=ana.pk, at=at).is_ready()
    bank.sim.accounts.become(str(account.processor_id), "ready")
    assert connect.refresh_waiting(at + timedelta(hours=5)) == {}
    bank.sim.faults.add("read_payout_account", "timeout_before")
    assert connect.refresh_waiting(at + timedelta(hours=6)) == {"unknown": 1}
    assert connect.refresh_waiting(at + timedelta(hours=6)) == {"ready": 1}
    assert connect.refresh_waiting(at + timedelta(hours=12)) == {}
    assert obstacles([ana.pk], at) == {}


def test_a_bank_that_changed_while_nobody_told_us_holds_payouts_and_is_told_once(ana: Professional, bank: Bank, at: datetime) -> None:
    account = scenes.ready(ana, bank)
    connect.refresh(professional_id=ana.pk, at=at)
    assert obstacles([ana.pk], at) == {}
    bank.sim.accounts.change_bank(str(account.processor_id))
    later = at + timedelta(hours=1)
    for moment in (later, later + timedelta(minutes=1)):
        connect.refresh(professional_id=ana.pk, at=moment)
    assert obstacles([ana.pk], later) == {ana.pk: "held"}
    for event in bank.events("account.external_account.created"):  # it arrives after all
        webhooks.bank_changed(event, later + timedelta(hours=5))
    account.refresh_from_db()
    assert account.held_until == later + timedelta(hours=72)
    assert Notice.objects.filter(kind="payout_account_changed").count() == 1


def test_a_change_of_bank_that_is_told_and_read_at_once_is_one(ana: Professional, bank: Bank, at: datetime) -> None:
    account = scenes.ready(ana, bank)
    bank.sim.accounts.change_bank(str(account.processor_id))
    for event in bank.events("account.external_account.created") * 2:
        webhooks.bank_changed(event, at + timedelta(minutes=1))
    assert Notice.objects.filter(kind="payout_account_changed").count() == 1


def test_one_that_was_disconnected_is_not_ready(ana: Professional, bank: Bank, at: datetime) -> None:
    account = scenes.ready(ana, bank)
    bank.sim.accounts.become(str(account.processor_id), "deauthorized")
    for event in bank.events("account.application.deauthorized"):
        webhooks.account_updated(event, at)
    account.refresh_from_db()
    assert (account.is_ready(), account.disabled_reason) == (False, "account_invalid")


def test_an_event_of_a_stranger_changes_nothing(ana: Professional, bank: Bank, at: datetime) -> None:
    stranger = PayoutAccount(professional=ana, processor_id="acct_other")
    webhooks.account_updated(bank_event(stranger), at)
    webhooks.bank_changed(bank_event(stranger), at)


def test_no_answer_changes_nothing(ana: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    bank.sim.faults.add("read_payout_account", "timeout_before")
    with pytest.raises(connect.NotReachable):
        connect.refresh(professional_id=ana.pk, at=at)
    assert PayoutAccount.objects.get().is_ready()


def test_another_bank_holds_payouts_for_72_hours_and_she_is_told(ana: Professional, bank: Bank, at: datetime) -> None:
    account = scenes.ready(ana, bank)
    later = at + timedelta(days=9)
    for _ in range(2):
        webhooks.bank_changed(bank_event(account), later)
    account.refresh_from_db()
    assert (account.changed_at, account.held_until) == (later, later + timedelta(hours=72))
    assert (account.why_not(later), account.why_not(later + timedelta(hours=72))) == ("held", "")
    assert Notice.objects.filter(kind="payout_account_changed").count() == 1
    webhooks.bank_changed(bank_event(account, 2), later + timedelta(hours=1))
    assert Notice.objects.filter(kind="payout_account_changed").count() == 2


def test_the_first_bank_is_no_change(ana: Professional, bank: Bank, at: datetime) -> None:
    account = connect.open(professional_id=ana.pk, by=scenes.professional(ana), at=at)
    webhooks.bank_changed(bank_event(account), at)
    account.refresh_from_db()
    assert account.held_until is None


def test_obstacles_name_everybody_who_cannot_be_paid(ana: Professional, luz: Professional, bank: Bank, at: datetime) -> None:
    scenes.ready(ana, bank)
    assert obstacles([ana.pk, luz.pk], at) == {luz.pk: "no_account"}
