"""Whom the limits of the account pages count: the person who is signed in, else the address that the page asks for."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Customer

pytestmark = pytest.mark.django_db


def tries(client: Client, path: str, forms: list[dict[str, str]]) -> list[int]:
    return [client.post(path, form, headers={"accept": "application/json"}).status_code for form in forms]


def test_another_field_does_not_hide_the_address_whose_codes_are_counted(camila: Customer) -> None:
    forms = [{"email": camila.user.email, "login": f"x{n}@casaora.example"} for n in range(4)]
    assert [tries(Client(), "/en/account/password/reset/", [form])[0] for form in forms] == [200, 200, 200, 429]


def test_another_field_does_not_hide_the_address_that_signs_in(camila: Customer) -> None:
    forms = [{"login": camila.user.email, "email": f"x{n}@casaora.example", "password": "not-it-at-all"} for n in range(6)]
    assert tries(Client(), "/en/account/login/", forms)[-1] == 429


def test_spaces_and_capitals_are_the_same_address(camila: Customer) -> None:
    forms = [{"email": written} for written in ("camila@casaora.example", " camila@casaora.example", "CAMILA@casaora.example", "Camila@Casaora.Example ")]
    assert [tries(Client(), "/en/account/password/reset/", [form])[0] for form in forms] == [200, 200, 200, 429]


@pytest.mark.parametrize(("path", "field"), [("/en/account/reauthenticate/", "password"), ("/en/account/password/change/", "oldpassword")])
def test_guessing_the_password_of_an_open_session_is_counted_by_the_person_from_wherever(
    client: Client, camila: Customer, settings: object, path: str, field: str
) -> None:
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    client.force_login(camila.user)
    statuses = [
        client.post(
            path, {field: f"guess-number-{n}", "login": f"x{n}@casaora.example", "email": f"x{n}@casaora.example"},
            headers={"accept": "application/json", "x-forwarded-for": f"203.0.113.{n}"},
        ).status_code
        for n in range(6)
    ]  # fmt: skip
    assert [status == 429 for status in statuses] == [False] * 5 + [True]


def test_a_new_address_is_asked_for_three_times_an_hour_whatever_it_is(client: Client, camila: Customer) -> None:
    client.force_login(camila.user)
    forms = [{"email": f"new{n}@casaora.example", "action_add": "1"} for n in range(4)]
    assert tries(client, "/en/account/email/", forms)[-1] == 429
