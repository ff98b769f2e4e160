"""Disputes on the staff site: finance sees deadlines and postings, sends the pack once, or accepts the loss with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client

from accounts.users.actions import MayNot
from bookings.disputes import actions, evidence
from bookings.lifecycle import deadlines
from bookings.lifecycle.models import Booking
from bookings.payments.models import Attempt, Dispute
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.kit.steps import CLOCK, By
from tests.accounts.staff import enter, finance, staff
from tests.bookings.disputes.scenes import at_stage, closed, opened

pytestmark = pytest.mark.django_db
LIST = "/admin/bookings/dispute/"


def act(client: Client, action: str, row: Dispute, why: str = "") -> str:
    answer = client.post(LIST, {"action": action, "_selected_action": [row.pk], "why": why}, follow=True)
    return answer.content.decode()


@pytest.fixture
def row(stage: Stage) -> Dispute:
    opened(stage, at_stage(stage, "clearing"))
    return Dispute.objects.select_related("payment").get()


@pytest.mark.parametrize(("group", "status"), [("finance", 200), ("support", 403), ("operations", 403)])
def test_only_finance_reads_disputes(client: Client, row: Dispute, group: str, status: int) -> None:
    enter(client, cast.staff("Eva", "Luna", group))
    for address in (LIST, f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/pack/"):
        assert client.get(address).status_code == status, address
    assert client.get(f"{LIST}add/").status_code == 403
    if group != "finance":
        act(client, "accept_loss", row, "tired")
        row.refresh_from_db()
        assert row.accepted_at is None


def test_people_who_are_not_staff_get_the_door(client: Client, row: Dispute) -> None:
    for user in (row.payment.customer.user, row.payment.professional.user):
        client.force_login(user)
        assert client.get(f"{LIST}{row.pk}/pack/").status_code == 302


def test_the_page_tells_deadline_postings_and_what_the_record_says(client: Client, row: Dispute) -> None:
    enter(client, cast.staff("Eva", "Luna", "finance"))
    page = client.get(f"{LIST}{row.pk}/change/").content.decode()
    for text in ("days", "Dispute opened", "Dispute’s fee", "Waits for our answer", "Not as agreed", row.payment.subject, "with the start code that only the customer had"):
        assert text in page, text
    assert "Money(" not in page
    assert row.processor_id in client.get(LIST, {"q": row.payment.subject}).content.decode()


def test_the_pack_is_a_text_without_addresses_or_words_between_people(client: Client, stage: Stage, row: Dispute) -> None:
    enter(client, cast.staff("Eva", "Luna", "finance"))
    text = client.get(f"{LIST}{row.pk}/pack/").content.decode()
    booking = Booking.objects.get()
    for said in (booking.reference, "accept by the professional", "% is refunded", booking.neighborhood.name, "policy"):
        assert said in text, said
    assert booking.address_line not in text
    assert client.get(f"{LIST}999999/pack/").status_code == 404


def test_finance_answers_the_bank_once(client: Client, stage: Stage, row: Dispute) -> None:
    enter(client, cast.staff("Eva", "Luna", "finance"))
    assert "Done for 1" in act(client, "submit_evidence", row)
    row.refresh_from_db()
    assert (row.status, row.evidence_sent_at is not None, Attempt.objects.get(operation="submit_evidence").outcome) == ("under_review", True, "succeeded")
    sent = stage.sim.objects("dispute")[0]["evidence"]
    assert row.payment.subject in sent["uncategorized_text"]
    assert LogEntry.objects.filter(change_message__contains="submit_evidence").count() == 1
    assert "not done" in act(client, "submit_evidence", row)
    assert stage.sim.objects("dispute")[0]["evidence_details"]["submission_count"] == 1


@pytest.mark.parametrize("by", [By("staff", 7), CLOCK, "support", "herself"])
def test_the_verbs_themselves_ask_who_answers_a_bank(row: Dispute, by: By | str) -> None:
    if by == "support":
        by = staff()
    elif by == "herself":  # of finance, and the customer of this visit
        someone = row.payment.customer.user
        someone.is_staff = True
        someone.save()
        someone.groups.add(Group.objects.get_or_create(name="finance")[0])
        by = By("staff", someone.pk)
    assert isinstance(by, By)
    with pytest.raises(MayNot):
        evidence.submit(dispute_id=row.pk, by=by, at=clock.now())
    with pytest.raises(MayNot):
        actions.accept(dispute_id=row.pk, by=by, at=clock.now())


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "server_error"])
def test_an_answer_that_was_lost_is_settled_by_reading(stage: Stage, row: Dispute, fault: str) -> None:
    stage.sim.faults.add("submit_evidence", fault)
    evidence.submit(dispute_id=row.pk, by=finance(), at=clock.now())
    assert Attempt.objects.filter(operation="submit_evidence", outcome="").count() == 1
    for minutes in (10, 30, 75):
        deadlines.settle_unknown(clock.now() + timedelta(minutes=minutes))
    row.refresh_from_db()
    assert row.evidence_sent_at is not None
    assert stage.sim.objects("dispute")[0]["evidence_details"]["submission_count"] == 1


def test_not_answering_needs_a_reason_and_is_remembered(client: Client, stage: Stage, row: Dispute) -> None:
    enter(client, cast.staff("Eva", "Luna", "finance"))
    act(client, "accept_loss", row)
    row.refresh_from_db()
    assert row.accepted_at is None
    act(client, "accept_loss", row, "The family is right.")
    row.refresh_from_db()
    assert row.accepted_at is not None
    assert LogEntry.objects.filter(change_message__contains="The family is right.").count() == 1
    closed(stage, row.processor_id, "lost")
    assert "not done" in act(client, "accept_loss", row, "again")


def test_a_list_costs_the_same_with_many_rows(client: Client, stage: Stage, row: Dispute, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        opened(stage, Booking.objects.get(), amount=1_000_000)
    enter(client, cast.staff("Eva", "Luna", "finance"))
    with django_assert_max_num_queries(30):
        assert client.get(LIST).status_code == 200
