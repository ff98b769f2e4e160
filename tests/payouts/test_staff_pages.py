"""The money on the staff site: read-only, changed by verbs in a person's name, by the group that may."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.professionals.models import Professional
from accounts.users.models import User
from casaora.demo import cast
from casaora.kit import clock
from payouts.batches import actions as batches
from payouts.batches import limits
from payouts.batches.models import Batch, Payout
from payouts.earnings.models import Earning, EarningHold
from payouts.ledger.actions import seal
from payouts.ledger.models import Entry
from tests.accounts.staff import enter
from tests.payouts import scenes
from tests.payouts.conftest import Bank
from tests.payouts.scenes import TUESDAY

pytestmark = pytest.mark.django_db
PAGES = ["entry", "seal", "earning", "payoutaccount", "batch", "payout"]
ADMIN = "/admin/payouts/"


@pytest.fixture
def batch(ana: Professional, bank: Bank, at: datetime, monkeypatch: pytest.MonkeyPatch) -> Batch:
    monkeypatch.setitem(limits.LIMITS, "COP", limits.Limits(total=1, single=1, two_people=10**12))
    scenes.ready(ana, bank)
    scenes.payable(ana, "CB-A1", at)
    clock.set_to(TUESDAY)
    made = scenes.planned(bank, TUESDAY)
    seal(TUESDAY)
    return made


def act(client: Client, page: str, action: str, row: Any, why: str = "") -> Any:
    return client.post(f"{ADMIN}{page}/", {"action": action, "_selected_action": [row.pk], "why": why}, follow=True)


@pytest.mark.parametrize("page", PAGES)
def test_finance_reads_every_page_within_forty_queries(
    page: str, client: Client, sara: User, batch: Batch, django_assert_max_num_queries: Any
) -> None:
    enter(client, sara)
    models = {"entry": Entry, "earning": Earning, "batch": Batch, "payout": Payout}
    with django_assert_max_num_queries(40):
        assert client.get(f"{ADMIN}{page}/").status_code == 200
    if page in models:
        row = models[page].objects.first()
        assert row is not None
        with django_assert_max_num_queries(40):
            answer = client.get(f"{ADMIN}{page}/{row.pk}/change/")
        assert answer.status_code == 200
        assert b'name="_save"' not in answer.content
    assert client.get(f"{ADMIN}{page}/add/").status_code == 403


def test_the_other_groups_see_what_is_theirs(client: Client, batch: Batch) -> None:
    seen = {"support": {"earning", "payoutaccount", "payout"}, "operations": {"batch"}}
    for number, (group, pages) in enumerate(seen.items()):
        enter(client, cast.staff(f"Eva{number}", "Luna", group))
        assert {page for page in PAGES if client.get(f"{ADMIN}{page}/").status_code == 200} == pages


def test_finance_approves_in_its_own_name(client: Client, sara: User, batch: Batch) -> None:
    enter(client, sara)
    act(client, "batch", "approve", batch)
    batch.refresh_from_db()
    assert (batch.state, batch.approvals.get().person_id) == ("approved", sara.pk)
    assert batches.send_due(TUESDAY)["paid"] == 1


def test_operations_do_not_decide(client: Client, batch: Batch) -> None:
    enter(client, cast.staff("Eva", "Luna", "operations"))
    act(client, "batch", "approve", batch)
    act(client, "batch", "cancel", batch, "because")
    batch.refresh_from_db()
    assert batch.state == "awaiting_approval"


def test_canceling_needs_a_reason(client: Client, sara: User, batch: Batch) -> None:
    enter(client, sara)
    assert b"Say why." in act(client, "batch", "cancel", batch).content
    act(client, "batch", "cancel", batch, "a mistake")
    batch.refresh_from_db()
    assert batch.state == "canceled"
    assert batch.steps.last().why == "a mistake"  # type: ignore[union-attr]


def test_an_earning_is_held_with_a_reason_and_let_go(client: Client, sara: User, batch: Batch) -> None:
    enter(client, sara)
    made = Earning.objects.get()
    act(client, "earning", "hold_back", made)
    assert not EarningHold.objects.exists()
    act(client, "earning", "hold_back", made, "two visits at once")
    hold = EarningHold.objects.get()
    assert (hold.why, hold.opened_by_role, hold.opened_by_person_id, hold.is_open(TUESDAY)) == (
        "two visits at once",
        "staff",
        sara.pk,
        True,
    )
    act(client, "earning", "let_go", made, "it was fine")
    hold.refresh_from_db()
    assert not hold.is_open(clock.now())


def test_a_payout_account_is_read_again(client: Client, sara: User, batch: Batch, ana: Professional, bank: Bank) -> None:
    enter(client, sara)
    bank.sim.accounts.become(str(ana.payout_account.processor_id), "restricted")
    act(client, "payoutaccount", "refresh", ana.payout_account)
    ana.payout_account.refresh_from_db()
    assert not ana.payout_account.is_ready()
