"""What staff turn off for a while: who may, what people see, and what goes on all the same."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from bookings.lifecycle import deadlines
from bookings.lifecycle.requests import ClosedNow
from bookings.models import Booking
from casaora.demo import cast
from casaora.demo.scenes import Stage
from casaora.kit import switches
from casaora.kit.models import SwitchTurn
from casaora.kit.steps import OPERATOR, By
from payouts.batches import transfers
from tests.accounts.staff import digits, enter, with_second_factor

pytestmark = pytest.mark.django_db


def turn(name: str, is_on: bool, stage: Stage) -> None:
    switches.turn(name=name, is_on=is_on, by=OPERATOR, at=stage.at, why="a test of it")


def test_it_stands_as_the_table_says_until_somebody_turns_it(stage: Stage) -> None:
    assert switches.states() == {"maintenance": False, "new_requests": True, "sign_up": True, "transfers": True}
    turn("transfers", False, stage)
    assert not switches.is_on("transfers")
    turn("transfers", True, stage)
    assert switches.is_on("transfers")
    assert SwitchTurn.objects.count() == 2


def test_a_turn_needs_a_reason_and_a_name_that_there_is(stage: Stage) -> None:
    with pytest.raises(switches.WhyMissing):
        switches.turn(name="transfers", is_on=False, by=OPERATOR, at=stage.at, why="  ")
    with pytest.raises(switches.NoSuchSwitch):
        turn("gravity", False, stage)
    with pytest.raises(switches.NoSuchSwitch):
        switches.is_on("gravity")


def test_it_is_one_look_into_the_cache(stage: Stage, django_assert_num_queries: Any) -> None:
    switches.states()
    with django_assert_num_queries(0):
        assert switches.is_on("sign_up")
    cache.clear()
    assert switches.is_on("sign_up")


def test_no_new_bookings_is_a_sentence_and_charges_nothing(stage: Stage, client: Client) -> None:
    agreed = stage.confirmed()
    turn("new_requests", False, stage)
    with pytest.raises(ClosedNow):
        stage.requested(starts_at=stage.at + timedelta(days=3))
    client.force_login(stage.customer.user)
    starts, home = stage.at.replace(hour=15) + timedelta(days=3), stage.customer.addresses.get().pk
    choice = f"service={stage.offering.service.slug}&minutes=240&start={starts:%Y-%m-%dT%H:%MZ}&address={home}"
    answer = client.post(f"/en/bookings/new/{stage.offering.professional.slug}/review/?{choice}", {"form_token": str(uuid.uuid4()), "message": ""})
    assert answer.status_code == 409
    assert "We take no new bookings for the moment" in answer.content.decode()
    assert list(Booking.objects.all()) == [agreed]


def test_maintenance_is_read_only_for_people_and_the_rest_goes_on(stage: Stage, client: Client) -> None:
    waiting = stage.authorized()
    turn("maintenance", True, stage)
    client.force_login(stage.offering.professional.user)
    page = f"/en/bookings/{waiting.reference}/"
    assert client.get(page).status_code == 200
    answer = client.post(f"{page}acceptance/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    assert "We are tidying up" in answer.content.decode()
    assert "Estamos ordenando la casa" in client.post(f"/es/bookings/{waiting.reference}/acceptance/").content.decode()
    assert client.post("/webhooks/stripe/", b"{}", content_type="application/json").status_code == 400  # it was read
    assert deadlines.auto_decline_due(waiting.respond_by + timedelta(minutes=1)) == {"done": 1}
    waiting.refresh_from_db()
    assert waiting.state == "declined"


def test_staff_get_in_and_turn_it_off_again(stage: Stage, client: Client) -> None:
    turn("maintenance", True, stage)
    enter(client, cast.staff("Lina", "Peñaloza", "operations"))
    answer = client.post("/admin/operations/switches/maintenance/", {"to": "off", "why": "done"})
    assert answer.status_code == 302
    assert not switches.is_on("maintenance")
    last = SwitchTurn.objects.latest("pk")
    assert (last.by_role, last.why) == ("staff", "done")


def test_staff_sign_in_with_both_keys_while_it_is_on(stage: Stage, client: Client) -> None:
    lina = cast.staff("Lina", "Peñaloza", "operations")
    secret = with_second_factor(lina)
    turn("maintenance", True, stage)
    answer = client.post("/en/account/login/", {"login": lina.email, "password": cast.PASSWORD})
    assert answer.status_code == 302
    assert client.post(answer["Location"], {"code": digits(secret)}).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert client.post("/en/account/settings/", {}).status_code == 503


def test_no_new_accounts_is_a_page(stage: Stage, client: Client) -> None:
    turn("sign_up", False, stage)
    assert "No new accounts for the moment" in client.get("/en/account/signup/").content.decode()
    answer = client.post("/es/account/signup/", {"email": "new@example.com", "password1": "a-long-password-of-hers"})
    assert "Por ahora no hay cuentas nuevas" in answer.content.decode()


def test_transfers_wait_while_they_are_off(stage: Stage) -> None:
    turn("transfers", False, stage)
    assert set(transfers.send_due(stage.at).values()) == {0}


def test_who_does_not_operate_turns_nothing(stage: Stage, client: Client) -> None:
    enter(client, cast.staff("Sara", "Ospina", "support"))
    assert client.post("/admin/operations/switches/transfers/", {"to": "off", "why": "because"}).status_code == 403
    assert switches.is_on("transfers")


def test_web_itself_cannot_write_a_turn(stage: Stage) -> None:
    from django.db import ProgrammingError, transaction

    from casaora.kit.acting import WEB, acting

    with pytest.raises(ProgrammingError), transaction.atomic(), acting(role=WEB, person=stage.customer.pk):
        SwitchTurn.objects.create(name="transfers", is_on=False, by_role="staff", at=stage.at, why="mine")
    assert By("clock")
