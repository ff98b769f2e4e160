"""What the first page says beside the figures: who has an alarm in hand, what people notice, what is over, and in which language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from casaora import schedule
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import OPERATOR, By
from casaora.ops import alarms, figures, remedies
from casaora.ops.alarms import Signal
from casaora.ops.models import Asked
from casaora.stripe import gateway
from payouts.batches import outcomes
from payouts.batches.models import Batch, Payout
from payouts.earnings.models import Earning
from tests.accounts.staff import enter
from tests.ops import trouble_money

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def lina(db: None) -> User:
    return cast.staff("Lina", "Peñaloza", "operations")


def test_whoever_has_it_in_hand_is_named_and_nobody_else_is_offered_it(client: Client, lina: User) -> None:
    alarm = alarms.raise_now(Signal("processor_away", count=3), clock.now())
    assert alarm is not None
    other = enter(Client(), cast.staff("Olga", "Rincón", "operations"))
    assert "I take it" in other.get("/admin/").content.decode()
    enter(client, lina).post(f"/admin/operations/alarms/{alarm.pk}/take/")
    page = other.get("/admin/").content.decode()
    assert "Lina Peñaloza has it in hand." in page
    assert f"/alarms/{alarm.pk}/take/" not in page
    assert "It closes by itself when the calls are settled" in page


def test_support_reads_what_people_notice_and_what_is_over_and_presses_nothing(client: Client) -> None:
    at = clock.now()
    alarms.settle([Signal("batch_stuck", "co-2026-11-27-fri", facts={"state": "sending", "paused": "balance_insufficient"})], at - 9 * MINUTE)
    enter(client, cast.staff("Sara", "Ospina", "support"))
    page = client.get("/admin/").content.decode()
    assert "What people notice: Professionals wait for a payout that was due." in page
    assert "our balance at the processor is too small" in page
    alarms.settle([], at)
    page = client.get("/admin/").content.decode()
    assert "Nothing is wrong that the house can see." in page
    assert "1 alarm is over since yesterday" in page
    assert "The payout batch co-2026-11-27-fri has been open for hours." in page
    assert "/operations/" not in page.replace("css/components/operations", "")


def test_green_says_that_what_is_broken_below_was_before(client: Client, lina: User, stage: Stage) -> None:
    from casaora.kit.models import JobRun

    long_ago = clock.now() - timedelta(days=3)
    JobRun.objects.create(job="invariants", started_at=long_ago, finished_at=long_ago, status=JobRun.FAILED)
    page = enter(client, lina).get("/admin/").content.decode()
    assert "happened earlier in the last 30 days" in page
    assert "Broken before; kept since yesterday" in page


def test_the_language_of_the_staff_site_changes_and_stays(client: Client, lina: User) -> None:
    enter(client, lina)
    page = client.get("/admin/?period=7d", headers={"accept-language": "en"}).content.decode()
    assert 'href="/es/preferences/language/?next=%2Fadmin%2F%3Fperiod%3D7d"' in page
    answer = client.get("/es/preferences/language/?next=/admin/%3Fperiod=7d")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/?period=7d")
    for address in ("/admin/", "/admin/runbooks/smoke/"):
        assert "Operaciones" in client.get(address, headers={"accept-language": "en"}).content.decode()
    assert client.get("/en/preferences/language/?next=https://example.com/")["Location"] == "/"
    assert "Operations" in client.get("/admin/", headers={"accept-language": "es"}).content.decode()


def test_a_page_with_a_language_in_its_address_is_linked_as_before(client: Client) -> None:
    assert 'href="/es/terms/"' in client.get("/en/terms/").content.decode()


def test_a_transfer_that_came_back_counts_until_its_money_has_left_again(stage: Stage) -> None:
    batch = trouble_money.planned(stage)
    schedule.run("send_transfers", clock.now())
    payout = Payout.objects.get(state="paid")
    stage.sim.banks.return_transfer(payout.transfer_id or "")
    outcomes.record_reversal(payout.pk, gateway.find_transfers(payout.reference)[0], clock.now(), OPERATOR)
    (row,) = figures.batches(clock.now())
    assert (row.pk, row.troubled, row.behind) == (batch.pk, 1, 1)
    Earning.objects.update(state="paid")
    (row,) = figures.batches(clock.now())
    assert (row.troubled, row.behind) == (0, 1)


def test_a_record_leads_back_to_its_list(client: Client, stage: Stage) -> None:
    batch = trouble_money.planned(stage)
    page = enter(client, cast.staff("Eva", "Rincón", "finance")).get(f"/admin/payouts/batch/{batch.pk}/change/").content.decode()
    assert 'class="closelink" href="/admin/payouts/batch/">Back to the list' in page
    assert Batch.objects.exists()


@pytest.mark.parametrize("groups", [("support",), ()])
def test_the_verbs_of_the_buttons_ask_for_the_group_themselves(groups: tuple[str, ...], stage: Stage) -> None:
    eva = By("staff", cast.staff("Eva", "Rincón", "finance").pk)
    by = By("staff", cast.staff("Sara", "Ospina", *groups).pk) if groups else By("customer", stage.customer.pk)
    started: list[str] = []
    for name in remedies.REMEDIES:
        with pytest.raises(remedies.NotTheirs):
            remedies.apply(name, by=by, at=stage.at, start=lambda job, by: started.append(job))
        with pytest.raises(remedies.NotTheirs):
            remedies.ask(name, by=by, at=stage.at, why="now")
    asked = remedies.ask("resume_batches", by=eva, at=stage.at, why="now")
    with pytest.raises(remedies.NotTheirs):
        remedies.approve(asked.pk, by=by, at=stage.at, start=lambda job, by: started.append(job))
    with pytest.raises(remedies.NotTheirs):
        remedies.apply("resume_batches", by=OPERATOR, at=stage.at, start=lambda job, by: started.append(job))
    assert started == []
    assert Asked.objects.get().approved_at is None


def test_operations_alone_does_not_plan_payouts_and_a_suspended_person_does_nothing(stage: Stage, lina: User) -> None:
    by = By("staff", lina.pk)
    with pytest.raises(remedies.NotTheirs):
        remedies.apply("plan_payouts", by=by, at=stage.at, start=lambda job, by: None)
    assert remedies.apply("settle_unknown", by=by, at=stage.at, start=lambda job, by: None)["jobs"] == 3
    User.objects.filter(pk=lina.pk).update(is_active=False)
    with pytest.raises(remedies.NotTheirs):
        remedies.apply("settle_unknown", by=by, at=stage.at, start=lambda job, by: None)
