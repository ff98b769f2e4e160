"""The professional's pages: her money, nobody else's; the door to her payout account."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.professionals.models import Professional
from casaora.demo import cast
from casaora.kit import clock
from casaora.kit.money import show
from casaora.kit.steps import By
from payouts.batches import actions as batches
from payouts.batches.models import Payout
from payouts.connect.models import PayoutAccount
from payouts.earnings import actions as earnings
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY, cop

pytestmark = pytest.mark.django_db
EARNINGS = "/en/professional/earnings/"
DOOR = "/en/professional/payout-account/"


@pytest.fixture
def hers(client: Client, ana: Professional) -> Client:
    client.force_login(ana.user)
    return client


@pytest.fixture
def paid(ana: Professional, bank: Bank, at: datetime) -> Payout:
    clock.set_to(TUESDAY + timedelta(hours=2))
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-PAID", at, cop(200_000))
    scenes.planned(bank, TUESDAY)
    batches.send_due(TUESDAY)
    return Payout.objects.get()


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_her_earnings_show_every_amount_and_why_it_waits(hers: Client, ana: Professional, paid: Payout) -> None:
    scenes.payable(ana, "CB-NEXT", TUESDAY + timedelta(hours=1), cop(70_000))
    scenes.clearing(ana, "CB-LATER", TUESDAY, cop(60_000))
    scenes.expected(ana, "CB-SOME-DAY", TUESDAY, cop(50_000))
    earnings.hold_back(reference="CB-LATER", reason="report", by=By("customer", 1), at=TUESDAY)
    page = words(hers.get(EARNINGS))
    for pesos in (70_000, 60_000, 50_000, 200_000):
        assert show(cop(pesos)) in page
    assert "The family reported a problem with this visit." in page
    assert "It starts to clear when the visit is done." in page
    assert "Fri 27 Nov" in page
    assert f"/en/professional/earnings/{paid.reference}/" in page


def test_the_page_reads_in_spanish_too(hers: Client, paid: Payout) -> None:
    assert hers.get("/es/professional/earnings/").status_code == 200


def test_twelve_queries_are_enough(hers: Client, paid: Payout, ana: Professional, django_assert_max_num_queries: Any) -> None:
    for n in range(4):
        scenes.clearing(ana, f"CB-{n}", TUESDAY)
    for address in (EARNINGS, f"{EARNINGS}{paid.reference}/"):
        assert hers.get(address).status_code == 200
        with django_assert_max_num_queries(12):
            hers.get(address)


def test_nothing_earned_yet_says_so(hers: Client) -> None:
    assert "Your first earnings appear here" in words(hers.get(EARNINGS))


def test_a_statement_names_lines_entries_and_the_total(hers: Client, paid: Payout) -> None:
    page = words(hers.get(f"{EARNINGS}{paid.reference}/"))
    assert "CB-PAID" in page
    assert "ledger entry" in page
    assert page.count(show(cop(200_000))) == 2
    assert str(paid.transfer_id) in page


def test_somebody_elses_statement_is_not_there(client: Client, paid: Payout, luz: Professional) -> None:
    client.force_login(luz.user)
    assert client.get(f"{EARNINGS}{paid.reference}/").status_code == 404
    assert client.get(f"{EARNINGS}PO-NOBODY/").status_code == 404


@pytest.mark.parametrize("address", [EARNINGS, f"{EARNINGS}PO-AAAAAA/"])
def test_visitors_sign_in_and_customers_find_nothing(client: Client, ana: Professional, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/en/account/login/")
    client.force_login(cast.customer().user)
    assert client.get(address).status_code == 404
    assert client.post(DOOR).status_code == 404


def test_the_door_opens_her_account_and_leads_to_the_processor(hers: Client, ana: Professional, bank: Bank) -> None:
    assert "Set up your payout account" in words(hers.get(EARNINGS))
    answer = hers.post(DOOR)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("http://127.0.0.1:8010/onboarding/")
    assert PayoutAccount.objects.get().processor_id
    assert "Continue" in words(hers.get(EARNINGS))
    assert hers.get(DOOR).status_code == 405


def test_the_door_is_a_sensitive_post(hers: Client, bank: Bank) -> None:
    assert [hers.post(DOOR).status_code for _ in range(3)] == [302, 302, 429]


def test_when_the_processor_is_away_she_is_told(hers: Client, bank: Bank) -> None:
    bank.sim.faults.add("create_payout_account", "timeout_before")
    assert "did not answer" in words(hers.post(DOOR, follow=True))
    assert "is being opened" in words(hers.post(DOOR, follow=True))


def test_back_from_the_processor_she_can_ask_how_it_is(hers: Client, ana: Professional, bank: Bank) -> None:
    hers.post(DOOR)
    bank.sim.accounts.become(str(PayoutAccount.objects.get().processor_id), "ready")
    assert "Your payout account is ready." in words(hers.post(f"{DOOR}check/", follow=True))


def test_where_a_bank_could_be_changed_she_proves_that_it_is_she(hers: Client, ana: Professional, bank: Bank) -> None:
    scenes.ready(ana, bank)
    answer = hers.post(DOOR)
    assert answer.headers["Location"].startswith("/en/account/reauthenticate/?next=")
    session = hers.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(ana.pk)
    session.save()
    assert hers.post(DOOR).headers["Location"].startswith("http://127.0.0.1:8010/dashboard/")
