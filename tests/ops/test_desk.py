"""The operations pages: who sees what, which buttons do what, and how few questions the first page asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError

from accounts.models import User
from bookings.lifecycle import actions
from bookings.payments.models import Attempt
from casaora import schedule
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.models import JobRun
from casaora.kit.steps import By
from casaora.ops import alarms, desk, remedies, runbooks
from casaora.ops.models import Alarm, Asked
from tests.accounts.staff import enter

pytestmark = pytest.mark.django_db
PAGES = ["/admin/", "/admin/?period=7d", "/admin/?period=nonsense", "/admin/records/", *(f"/admin/runbooks/{slug}/" for slug in runbooks.RUNBOOKS)]
POSTS = [
    "/admin/operations/switches/transfers/", "/admin/operations/alarms/1/take/", "/admin/operations/alarms/1/close/",
    "/admin/operations/remedies/settle_unknown/", "/admin/operations/asked/1/approve/",
]  # fmt: skip


@pytest.fixture
def lina(db: None) -> User:
    return cast.staff("Lina", "Peñaloza", "operations")


@pytest.fixture
def eva(db: None) -> User:
    return cast.staff("Eva", "Rincón", "finance")


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a worker was asked for: run here and now, because no worker runs beside the tests."""
    names: list[str] = []

    def now(job: str, by: By) -> None:
        names.append(job)
        schedule.run(job, clock.now(), by)

    monkeypatch.setattr(desk, "_in_a_worker", now)
    return names


def unknown(stage: Stage) -> Attempt:
    """An acceptance whose answer never came, old enough for the janitor."""
    booking = stage.authorized()
    stage.sim.faults.add("capture", "timeout_after")
    actions.accept(reference=booking.reference, by=stage.as_professional, at=stage.at)
    clock.set_to(stage.at + timedelta(minutes=4))
    return Attempt.objects.get(operation="capture", outcome="")


@pytest.mark.parametrize("page", PAGES)
def test_staff_of_operations_read_every_page(page: str, stage: Stage, client: Client, lina: User) -> None:
    stage.completed()
    assert enter(client, lina).get(page).status_code == 200


def test_the_first_page_says_how_the_house_stands(stage: Stage, client: Client, lina: User) -> None:
    unknown_call = unknown(stage)
    schedule.run("invariants", clock.now())
    alarms.raise_now(alarms.Signal("hold_mismatch", "CB-222222"), clock.now())
    enter(client, lina)
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/admin/").content.decode()
    assert len(asked) <= 45
    for words in ("The hold of CB-222222 is not what was asked for.", unknown_call.key, "What we promise", "invariants", "Payout batches", "Switches", "Runbooks"):
        assert words in page, words
    assert "Operaciones" in client.get("/admin/", headers={"Accept-Language": "es"}).content.decode()


def test_support_sees_alarms_and_runbooks_and_no_figures_nor_buttons(stage: Stage, client: Client) -> None:
    stage.completed()
    alarms.raise_now(alarms.Signal("hold_mismatch", "CB-222222"), clock.now())
    enter(client, cast.staff("Sara", "Ospina", "support"))
    page, book = client.get("/admin/").content.decode(), client.get("/admin/runbooks/payout-batch-stuck/").content.decode()
    assert "The hold of CB-222222" in page
    assert "Proof of the books" not in page
    assert "/admin/operations/switches/" not in page
    assert "/admin/operations/remedies/" not in book
    for address in [p for p in POSTS if "/take/" not in p]:
        assert client.post(address, {"why": "x", "to": "off"}).status_code == 403, address


@pytest.mark.parametrize("who", ["visitor", "customer", "professional"])
def test_nobody_else_gets_anywhere(who: str, stage: Stage, client: Client) -> None:
    if who != "visitor":
        client.force_login(stage.customer.user if who == "customer" else stage.offering.professional.user)
    alarms.raise_now(alarms.Signal("hold_mismatch", "CB-222222"), clock.now())
    for address in PAGES:
        answer = client.get(address)
        assert (answer.status_code, b"CB-222222" in answer.content) in [(302, False), (404, False)], address
    for address in POSTS:
        assert client.post(address, {"why": "x", "to": "off"}).status_code in (302, 403, 404), address
    assert Alarm.objects.get().state == "open"


def test_somebody_takes_an_alarm_and_somebody_closes_it_with_a_reason(stage: Stage, client: Client, lina: User) -> None:
    alarm = alarms.raise_now(alarms.Signal("hold_mismatch", "CB-222222"), clock.now())
    assert alarm is not None
    enter(client, lina)
    client.post(f"/admin/operations/alarms/{alarm.pk}/take/")
    assert "You have it in hand." in client.get("/admin/").content.decode()
    client.post(f"/admin/operations/alarms/{alarm.pk}/close/", {"why": " "})
    alarm.refresh_from_db()
    assert (alarm.state, alarm.taken_by_id) == ("open", lina.pk)
    client.post(f"/admin/operations/alarms/{alarm.pk}/close/", {"why": "looked at the hold: a test card"})
    alarm.refresh_from_db()
    assert (alarm.state, alarm.why) == ("closed", "looked at the hold: a test card")
    assert list(alarm.steps.values_list("step", "by_person_id")) == [("open", None), ("take", lina.pk), ("close", lina.pk)]
    assert client.post("/admin/operations/alarms/999999/close/", {"why": "x"}).status_code == 404
    assert client.post("/admin/operations/alarms/999999/take/").status_code == 404


def test_an_alarm_on_record_is_open_or_closed_in_its_own_words(stage: Stage, client: Client, lina: User) -> None:
    alarms.raise_now(alarms.Signal("hold_mismatch", "CB-222222"), clock.now())
    page = enter(client, lina).get("/admin/ops/alarm/").content.decode()
    assert "Waiting for the card" not in page
    assert '<td class="field-said_state">Open</td>' in page


def test_a_button_reads_what_is_unknown_and_the_visit_is_confirmed(stage: Stage, client: Client, lina: User, asked_for: list[str]) -> None:
    attempt = unknown(stage)
    assert remedies.look("settle_unknown", clock.now())[0].startswith(f"{attempt.key}: accept, unknown since")
    enter(client, lina)
    assert attempt.key in client.get("/admin/runbooks/processor-down/").content.decode()
    client.post("/admin/operations/remedies/settle_unknown/", {"next": "/admin/runbooks/processor-down/"})
    assert asked_for == ["settle_payments", "settle_transfers", "settle_accounts"]
    attempt.refresh_from_db()
    assert attempt.outcome == "succeeded"
    assert remedies.look("settle_unknown", clock.now()) == []


def test_looking_changes_nothing(stage: Stage) -> None:
    unknown(stage)
    before = list(Attempt.objects.values())
    for name in remedies.REMEDIES:
        remedies.look(name, clock.now())
    assert list(Attempt.objects.values()) == before
    assert not JobRun.objects.exists()


def test_what_moves_money_takes_two_people_within_the_hour(stage: Stage, client: Client, eva: User, asked_for: list[str]) -> None:
    enter(client, eva)
    client.post("/admin/operations/remedies/resume_batches/", {"why": ""})
    assert not Asked.objects.exists()
    client.post("/admin/operations/remedies/resume_batches/", {"why": "the balance is there again"})
    row = Asked.objects.get()
    assert (row.asked_by_id, row.approved_at, asked_for) == (eva.pk, None, [])
    client.post(f"/admin/operations/asked/{row.pk}/approve/")
    row.refresh_from_db()
    assert row.approved_at is None
    other = enter(Client(), cast.staff("Mauricio", "Galvis", "finance"))
    assert "the balance is there again" in other.get("/admin/").content.decode()
    other.post(f"/admin/operations/asked/{row.pk}/approve/")
    row.refresh_from_db()
    assert row.approved_at is not None
    assert asked_for == ["send_transfers"]
    other.post(f"/admin/operations/asked/{row.pk}/approve/")
    assert asked_for == ["send_transfers"]


def test_what_was_asked_for_long_ago_is_asked_for_again(stage: Stage, eva: User, at: datetime) -> None:
    row = remedies.ask("resume_batches", by=By("staff", eva.pk), at=at, why="now")
    other = By("staff", cast.staff("Mauricio", "Galvis", "finance").pk)
    with pytest.raises(remedies.Gone):
        remedies.approve(row.pk, by=other, at=at + timedelta(hours=2), start=lambda job, by: None)


def test_finance_alone_plans_payouts(stage: Stage, client: Client, lina: User) -> None:
    enter(client, lina)
    assert client.post("/admin/operations/remedies/plan_payouts/").status_code == 403
    assert client.post("/admin/operations/remedies/nothing/").status_code == 404


def test_a_button_without_a_broker_says_which_command_does_it(stage: Stage, client: Client, lina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(client, lina)
    monkeypatch.setattr(desk, "_in_a_worker", _refused)
    answer: Any = client.post("/admin/operations/remedies/handle_events/", follow=True)
    assert "manage.py remedy handle_events" in answer.content.decode()


def test_an_approval_without_a_broker_stands_and_the_clock_does_the_rest(stage: Stage, client: Client, eva: User, monkeypatch: pytest.MonkeyPatch) -> None:
    other = By("staff", cast.staff("Mauricio", "Galvis", "finance").pk)
    row = remedies.ask("resume_batches", by=other, at=clock.now(), why="the balance is there again")
    monkeypatch.setattr(desk, "_in_a_worker", _refused)
    assert enter(client, eva).post(f"/admin/operations/asked/{row.pk}/approve/").status_code == 302
    row.refresh_from_db()
    assert row.approved_by_id == eva.pk


def _refused(job: str, by: By) -> None:
    raise OperationalError("no broker")
