"""What a stranger on duty reads: nothing is said to be over that is not, and what was pressed, asked and needed stands there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import User
from casaora import schedule
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock, jobs
from casaora.kit.steps import By
from casaora.ops import alarms, pressed, remedies
from casaora.ops.models import Alarm
from payouts.batches import funds
from payouts.batches.models import Batch
from payouts.reconciliation import actions as reconciliation
from payouts.reconciliation.models import Break, Proposal
from tests.accounts.staff import enter
from tests.bookings.disputes.scenes import LATER
from tests.ops import trouble_money
from tests.ops.test_desk import unknown

pytestmark = pytest.mark.django_db
STUCK, DIFFER = "/admin/runbooks/payout-batch-stuck/", "/admin/runbooks/ledger-difference/"


@pytest.fixture
def eva(db: None) -> User:
    return cast.staff("Eva", "Rincón", "finance")


def read(client: Client, address: str, language: str = "en") -> str:
    """The page's text, with every run of blanks as one."""
    page = client.get(address, headers={"accept-language": language}).content.decode()
    return re.sub(r"\s+", " ", strip_tags(page.replace("<", " <")))


def test_an_open_difference_stands_beside_debits_that_meet_credits(stage: Stage, client: Client, eva: User) -> None:
    trouble_money.the_processor_moved_money_alone(stage)
    enter(client, eva)
    page = read(client, DIFFER)
    assert "Open differences with the processor 1 open, $ 5.000" in page
    assert "Difference in" not in page
    assert "Open differences together" in read(client, "/admin/")
    assert "1 abierta, $ 5.000" in read(client, DIFFER, "es")


def test_before_a_first_comparison_nobody_says_that_there_is_no_difference(stage: Stage, client: Client, eva: User) -> None:
    assert "Open differences with the processor not compared yet" in read(enter(client, eva), DIFFER)
    schedule.run("reconcile", clock.now())
    assert "none, compared just now" in read(client, DIFFER)


def paused(stage: Stage) -> Batch:
    batch = trouble_money.planned(stage)
    clock.set_to(LATER + timedelta(minutes=1))
    Batch.objects.update(paused_until=clock.now() + timedelta(hours=1), paused_reason="balance_insufficient")
    return batch


def test_the_page_of_a_stuck_batch_says_what_is_needed_and_a_look_says_what_is_there(stage: Stage, client: Client, eva: User) -> None:
    paused(stage)
    enter(client, eva)
    amount, payouts = funds.needed()["COP"]
    assert (amount > 0, payouts) == (True, 1)
    page = read(client, STUCK)
    assert "Needed at the processor, COP" in page
    assert "not known: press “Look at the balance”" in page
    client.post("/admin/operations/balance/")
    found = funds.seen()
    assert found is not None
    page = read(client, STUCK)
    assert "There, and can be sent, COP" in page
    assert "not known" not in page


def test_a_balance_that_cannot_be_read_is_unknown_and_not_the_last_one(stage: Stage, client: Client, eva: User) -> None:
    paused(stage)
    enter(client, eva).post("/admin/operations/balance/")
    stage.sim.faults.add("read_balance", "server_error")
    answer = client.post("/admin/operations/balance/", follow=True).content.decode()
    assert "The processor gave no answer, so what is there is not known." in answer
    assert funds.seen() is None


def test_only_who_operates_looks_at_the_balance(stage: Stage, client: Client) -> None:
    assert enter(client, cast.staff("Sara", "Ospina", "support")).post("/admin/operations/balance/").status_code == 403
    assert Client().post("/admin/operations/balance/").status_code == 302


def test_a_paused_batch_says_so_on_operations_and_in_the_list(stage: Stage, client: Client, eva: User) -> None:
    batch = paused(stage)
    enter(client, eva)
    front, listed = read(client, "/admin/"), read(client, "/admin/payouts/batch/")
    assert "Paused our balance at the processor is too small (balance_insufficient); 1 of 1 not sent" in front
    assert "paused: our balance at the processor is too small (balance_insufficient), 1 of 1 not sent" in listed
    Batch.objects.filter(pk=batch.pk).update(paused_until=None, paused_reason="")
    assert "Paused" not in read(client, "/admin/").replace("Paused until", "")


def test_a_press_that_failed_is_told_although_the_clock_came_after_it(stage: Stage, eva: User) -> None:
    at = clock.now()
    assert pressed.last_times(["sweep_inbox"], at) == []
    stage.completed()
    jobs.run("sweep_inbox", lambda when: {"handled": 0, "ignored": 0, "failed": 6}, at=at, by=By("staff", eva.pk))
    jobs.run("sweep_inbox", lambda when: {"handled": 0}, at=at + timedelta(minutes=6))
    assert pressed.last_times(["sweep_inbox"], at + timedelta(minutes=6)) == [
        "Last time, 6 min ago, Eva Rincón, with the button: 6 tried, 6 failed.", "Last time, just now, the clock: there was nothing to do.",
    ]  # fmt: skip


def test_what_was_asked_for_stands_on_the_runbook_with_who_asked(stage: Stage, client: Client, eva: User) -> None:
    paused(stage)
    remedies.ask("resume_batches", by=By("staff", eva.pk), at=clock.now(), why="the money is there")
    page = read(enter(client, eva), STUCK)
    assert "asked for by Eva Rincón" in page
    assert "the money is there" in page
    assert "Waiting for a second person" not in read(client, DIFFER)


def test_a_proposed_entry_is_announced_with_its_reason_and_an_entry_must_be_chosen(stage: Stage, client: Client, eva: User) -> None:
    later = trouble_money.the_processor_moved_money_alone(stage)
    row = Break.objects.get(closed_at__isnull=True)
    enter(client, eva)
    asked = {"action": "propose", "_selected_action": [row.pk], "why": "our treasurer sent it", "entry": ""}
    assert "Choose an entry." in client.post("/admin/payouts/break/", asked, follow=True).content.decode()
    assert not Proposal.objects.exists()
    reconciliation.propose(break_id=row.pk, recipe="top_up", by=By("staff", eva.pk), at=later, why="our treasurer sent it")
    other = enter(Client(), cast.staff("Lina", "Peñaloza", "operations"))
    for address in ("/admin/", DIFFER):
        page = read(other, address)
        assert "proposed by Eva Rincón" in page
        assert "our treasurer sent it" in page


def test_all_that_is_over_is_counted_and_the_list_has_them_all(stage: Stage, client: Client, eva: User) -> None:
    at = clock.now()
    for number in range(8):
        alarm = alarms.raise_now(alarms.Signal("hold_mismatch", f"CB-22222{number}"), at)
        assert alarm is not None
        alarms.close(alarm_id=alarm.pk, by=By("staff", eva.pk), at=at, why="looked at it")
    assert Alarm.objects.filter(state="closed").count() == 8
    enter(client, eva)
    page = client.get("/admin/").content.decode()
    assert "8 alarms are over since yesterday" in page
    found = re.search(r'href="(/admin/ops/alarm/\?closed_at__gte=[^"]+)"', page)
    assert found is not None
    assert "8 alarms" in read(client, found[1].replace("&amp;", "&"))


def test_records_of_alarms_are_in_words_and_by_the_clock_of_the_operations_page(stage: Stage, client: Client, eva: User) -> None:
    clock.set_to(stage.at)
    alarms.raise_now(alarms.Signal("job_missed", "sweep_inbox"), clock.now())
    enter(client, eva)
    page = read(client, "/admin/ops/alarm/")
    assert "The job … has not run when it should." in page
    assert "Somebody gets up" in page
    assert "All times by the clock of Bogotá" in page
    assert "23 Nov 2026, 9:00" in page
    assert "Todas las horas son del reloj de Bogotá" in read(client, "/admin/ops/alarm/", "es")
    one = read(client, f"/admin/ops/alarm/{Alarm.objects.get().pk}/change/")
    assert "23 Nov 2026, 9:00" in one


def test_the_buttons_of_what_waits_lead_to_the_page_where_their_last_time_stands(stage: Stage, client: Client, eva: User) -> None:
    unknown(stage)
    page = enter(client, eva).get("/admin/").content.decode()
    assert '<input type="hidden" name="next" value="/admin/runbooks/processor-down/">' in page
