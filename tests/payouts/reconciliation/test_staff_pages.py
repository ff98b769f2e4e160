"""Finance looks after breaks on the staff site, in its own name; nobody else sees that there are any."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.users.models import User
from casaora.demo import cast
from casaora.demo.scenes import Stage
from payouts.ledger.models import Entry
from payouts.reconciliation.models import Break, Reconciliation
from tests.accounts.staff import enter
from tests.payouts.reconciliation import scenes

pytestmark = pytest.mark.django_db
ADMIN = "/admin/payouts/"
PAGES = ("break", "reconciliation", "match")


@pytest.fixture
def row(stage: Stage) -> Break:
    """The processor sent money to our bank; a type that nobody knows; a refund that waits in suspense."""
    scenes.lived(stage)
    scenes.stranded(stage)
    stage.sim.banks.pay_out(500_000)
    stage.sim.banks.move("climate_order_purchase", -7_700)
    scenes.later(hours=2)
    scenes.run()
    return Break.objects.get(type="payout")


def person(by: Any) -> User:
    return User.objects.get(pk=by.person_id)


def act(client: Client, action: str, row: Break, why: str = "", entry: str = "") -> Any:
    data = {"action": action, "_selected_action": [row.pk], "why": why, "entry": entry}
    return client.post(f"{ADMIN}break/?open=all", data, follow=True)


def test_finance_reads_every_page_and_writes_no_field(client: Client, row: Break, django_assert_max_num_queries: Any) -> None:
    enter(client, person(scenes.eva()))
    first = {"break": row, "reconciliation": Reconciliation.objects.latest("pk")}
    for page in PAGES:
        with django_assert_max_num_queries(40):
            assert client.get(f"{ADMIN}{page}/").status_code == 200
        assert client.get(f"{ADMIN}{page}/add/").status_code == 403
        if page in first:
            answer = client.get(f"{ADMIN}{page}/{first[page].pk}/change/")
            assert answer.status_code == 200
            assert b'name="_save"' not in answer.content
            assert client.post(f"{ADMIN}{page}/{first[page].pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_list_says_what_it_is_how_old_and_whose_in_both_languages(client: Client, row: Break) -> None:
    enter(client, person(scenes.eva()))
    text = client.get(f"{ADMIN}break/").content.decode()
    assert all(word in text for word in (row.movement_id, "Payout to our bank", "only at the processor", "0 days", "climate_order_purchase (a type that we do not know)"))
    assert "in suspense" in text
    User.objects.filter(pk=scenes.eva().person_id).update(language="es")
    text = client.get(f"{ADMIN}break/", headers={"accept-language": "es"}, follow=True).content.decode()
    assert all(word in text for word in ("Giro a nuestro banco", "solo en el procesador", "un tipo que no conocemos", "Tomar: me encargo yo"))


def test_open_closed_overdue_mine_and_nobodys(client: Client, row: Break) -> None:
    enter(client, person(scenes.eva()))

    def shown(asked: str) -> bool:
        return row.movement_id in client.get(f"{ADMIN}break/?{asked}").content.decode()

    assert (shown(""), shown("open=no"), shown("open=all"), shown("open=overdue"), shown("owner=mine"), shown("owner=nobody")) == (True, False, True, False, False, True)
    act(client, "take", row)
    assert (shown("owner=mine"), shown("owner=nobody")) == (True, False)
    scenes.later(days=4)
    enter(client, person(scenes.eva()))
    assert shown("open=overdue")
    act(client, "close", row, "the bank says so")
    assert (shown(""), shown("open=no")) == (False, True)


def test_closing_needs_a_reason_and_is_on_record(client: Client, row: Break) -> None:
    enter(client, person(scenes.eva()))
    assert b"Write a reason." in act(client, "close", row).content
    act(client, "close", row, "it was accepted")
    row.refresh_from_db()
    assert (row.closed_why, row.closed_by_id) == ("it was accepted", scenes.eva().person_id)
    assert LogEntry.objects.filter(user_id=scenes.eva().person_id, object_id=str(row.pk)).exists()


def test_one_proposes_and_another_posts(client: Client, row: Break) -> None:
    enter(client, person(scenes.eva()))
    assert b"no answer to this break" in act(client, "propose", row, "statement", "top_up").content
    act(client, "propose", row, "statement", "platform_payout")
    assert b"Somebody else has to post what you propose." in act(client, "approve", row).content
    assert not Entry.objects.filter(kind="platform_payout").exists()
    enter(client, person(scenes.teo()))
    assert b"Payout to our bank" in client.get(f"{ADMIN}break/{row.pk}/change/").content
    act(client, "approve", row)
    row.refresh_from_db()
    assert row.closing_entry == Entry.objects.get(kind="platform_payout")


def test_a_proposal_is_refused_with_a_reason(client: Client, row: Break) -> None:
    enter(client, person(scenes.eva()))
    act(client, "propose", row, "statement", "processor_charge")
    act(client, "refuse", row, "it was no fee")
    assert row.proposals.get().outcome == "refused"


def test_nobody_else_sees_or_does_anything(client: Client, row: Break, stage: Stage) -> None:
    """Support and operations without finance, a customer, a professional, and whoever is not signed in."""
    for page in PAGES:
        assert client.get(f"{ADMIN}{page}/").status_code == 302
    outsiders = [cast.staff("Sol", "Mora", "support"), cast.staff("Rut", "Paz", "operations"), stage.customer.user, stage.offering.professional.user]
    for outsider in outsiders:
        enter(client, outsider)
        for page in PAGES:
            assert client.get(f"{ADMIN}{page}/").status_code in (302, 403, 404)
            assert client.get(f"{ADMIN}{page}/{row.pk}/change/").status_code in (302, 403, 404)
        for action in ("take", "close", "propose", "approve", "refuse"):
            act(client, action, row, "because", "platform_payout")
    row.refresh_from_db()
    assert (row.owner, row.closed_at, row.proposals.count()) == (None, None, 0)
