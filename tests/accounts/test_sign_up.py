"""Signing up: an account, a code, a session."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Consent, Customer, Professional, User
from accounts.users.queries import is_verified
from tests.accounts.conftest import code_in

pytestmark = pytest.mark.django_db
FORM = {"first_name": "Lucía", "last_name": "Mora", "email": "Lucia@casaora.example", "password1": "un-arroz-con-coco", "accepts": "on"}
Post = Callable[[], list[Any]]


def sign_up(client: Client, language: str = "en", **changes: str) -> Any:
    return client.post(f"/{language}/account/signup/", FORM | changes)


def test_signing_up_makes_a_customer_who_is_signed_in_once_the_code_is_typed(client: Client, post: Post) -> None:
    answer = sign_up(client)
    assert answer.headers["Location"] == "/en/account/confirm-email/"
    lucia = User.objects.get(email="lucia@casaora.example")
    assert lucia.first_name == "Lucía"
    assert lucia.language == "en"
    assert Customer.objects.filter(pk=lucia.pk).exists()
    assert not is_verified(lucia)
    assert "_auth_user_id" not in client.session
    page = client.get("/en/account/confirm-email/")
    assert b"lucia@casaora.example" in page.content
    answer = client.post("/en/account/confirm-email/", {"code": code_in(post()[0]), "action": "verify"})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(lucia.pk)
    assert is_verified(lucia)
    lucia.refresh_from_db()
    assert lucia.last_login is not None


def test_the_code_comes_in_the_language_of_the_page(client: Client, post: Post) -> None:
    sign_up(client, "es")
    assert User.objects.get().language == "es"
    assert "es-CO" in post()[0].alternatives[0][0]


def test_the_terms_are_accepted_with_their_version_or_nothing_happens(client: Client) -> None:
    answer = client.post("/en/account/signup/", {k: v for k, v in FORM.items() if k != "accepts"})
    assert answer.status_code == 200
    assert not User.objects.exists()
    sign_up(client)
    assert Consent.objects.get().version == "2026-11"


def test_a_wrong_code_signs_nobody_in_and_the_third_ends_it(client: Client, post: Post) -> None:
    sign_up(client)
    right = code_in(post()[0])
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(3):
        client.post("/en/account/confirm-email/", {"code": wrong, "action": "verify"})
    client.post("/en/account/confirm-email/", {"code": right, "action": "verify"})
    assert "_auth_user_id" not in client.session
    assert not is_verified(User.objects.get())


def test_new_digits_replace_the_old_ones(client: Client, post: Post) -> None:
    sign_up(client)
    client.post("/en/account/confirm-email/", {"action": "resend"})
    first, second = post()
    if code_in(first) != code_in(second):
        client.post("/en/account/confirm-email/", {"code": code_in(first), "action": "verify"})
        assert "_auth_user_id" not in client.session
    client.post("/en/account/confirm-email/", {"code": code_in(second), "action": "verify"})
    assert "_auth_user_id" in client.session


def test_an_address_that_is_known_gets_the_same_answer_and_a_mail_that_says_so(client: Client, camila: Customer, post: Post) -> None:
    known, unknown = sign_up(client, email=camila.user.email), sign_up(Client(), email="nueva@casaora.example")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    pages = [client.get("/en/account/confirm-email/").content, ]
    assert camila.user.email.encode() in pages[0]
    told = {message.to[0]: message.subject for message in post()}
    assert told["camila@casaora.example"] != told["nueva@casaora.example"]
    assert User.objects.filter(email=camila.user.email).count() == 1


def test_nobody_chooses_a_role(client: Client) -> None:
    sign_up(client, is_staff="on", is_superuser="1", role="professional", vetting_state="approved")
    made = User.objects.get()
    assert not made.is_staff
    assert not made.is_superuser
    assert not Professional.objects.exists()


@pytest.mark.parametrize("password", ["1234567890", "corta", "Lucia@casaora.example"])
def test_weak_passwords_are_refused(client: Client, password: str) -> None:
    assert sign_up(client, password1=password).status_code == 200
    assert not User.objects.exists()


def test_the_sixth_sign_up_of_an_hour_is_asked_to_wait(client: Client) -> None:
    for number in range(5):
        sign_up(Client(), email=f"n{number}@casaora.example")
    answer = sign_up(Client(), email="n6@casaora.example")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_whoever_wants_to_work_continues_to_the_application(client: Client, post: Post) -> None:
    sign_up(client, next="/en/account/application/")
    answer = client.post("/en/account/confirm-email/", {"code": code_in(post()[0]), "action": "verify"})
    assert answer.headers["Location"] == "/en/account/application/"


@pytest.mark.parametrize("name", ["Win at evil.example", "https://x", "www.x", "a@b", "<b>x</b>", "x\u202ey"])
def test_a_name_is_no_message_to_a_stranger_whose_address_was_typed(client: Client, post: Post, name: str) -> None:
    for field in ("first_name", "last_name"):
        answer = sign_up(client, **{field: name})
        assert b"Write a name, without addresses or links." in answer.content
    assert not User.objects.exists()
    assert post() == []


@pytest.mark.parametrize("name", ["María José", "O'Neill", "J. P.", "Ñáñez-Peña", "Ma. Fernanda"])
def test_names_of_people_are_names(client: Client, name: str) -> None:
    assert sign_up(client, first_name=name, last_name=name).status_code == 302
