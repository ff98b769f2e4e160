"""Passwords: forgotten, changed, and told about."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, User
from casaora.demo import cast
from tests.accounts.conftest import code_in

pytestmark = pytest.mark.django_db
Post = Callable[[], list[Any]]
NEW = {"password1": "otra-frase-larga", "password2": "otra-frase-larga"}


def ask(client: Client, email: str) -> Any:
    return client.post("/en/account/password/reset/", {"email": email})


def test_a_forgotten_password_is_replaced_with_six_digits(client: Client, camila: Customer, post: Post) -> None:
    assert ask(client, camila.user.email).headers["Location"] == "/en/account/password/reset/confirm/"
    assert client.get("/en/account/password/reset/confirm/").status_code == 200
    answer = client.post("/en/account/password/reset/confirm/", {"code": code_in(post()[0])})
    assert answer.headers["Location"] == "/en/account/password/reset/complete/"
    assert client.get("/en/account/password/reset/complete/").status_code == 200
    answer = client.post("/en/account/password/reset/complete/", NEW)
    assert client.get(answer.headers["Location"]).status_code == 200
    assert User.objects.get(pk=camila.pk).check_password(NEW["password1"])
    assert "_auth_user_id" not in client.session
    assert post()[-1].subject == "Your password was changed"


def test_an_unknown_address_gets_the_same_answer_and_no_mail(camila: Customer, post: Post) -> None:
    known, unknown = Client(), Client()
    answers = [ask(known, camila.user.email), ask(unknown, "nobody@casaora.example")]
    assert len({(a.status_code, a.headers["Location"]) for a in answers}) == 1
    pages = [browser.get("/en/account/password/reset/confirm/").content.decode() for browser in (known, unknown)]
    assert pages[0].count("<input") == pages[1].count("<input")
    assert [m.to for m in post()] == [["camila@casaora.example"]]
    wrong = unknown.post("/en/account/password/reset/confirm/", {"code": "000000"})
    assert wrong.status_code == 200


def test_no_code_opens_the_page_of_an_unknown_address(client: Client) -> None:
    ask(client, "nobody@casaora.example")
    for guess in ("", "None", "000000"):
        client.post("/en/account/password/reset/confirm/", {"code": guess})
    answer = client.get("/en/account/password/reset/complete/")
    assert answer.status_code == 302
    assert "complete" not in answer.headers["Location"]


def test_three_wrong_guesses_end_it(client: Client, camila: Customer, post: Post) -> None:
    ask(client, camila.user.email)
    right = code_in(post()[0])
    for _try in range(3):
        client.post("/en/account/password/reset/confirm/", {"code": "000000" if right != "000000" else "111111"})
    client.post("/en/account/password/reset/confirm/", {"code": right})
    assert client.post("/en/account/password/reset/complete/", NEW).status_code == 302
    assert not User.objects.get(pk=camila.pk).check_password(NEW["password1"])


def test_the_fourth_reset_of_an_hour_waits(camila: Customer) -> None:
    statuses = [
        Client().post("/en/account/password/reset/", {"email": camila.user.email}, headers={"accept": "application/json"}).status_code
        for _ in range(4)
    ]
    assert statuses == [200, 200, 200, 429]


def test_a_password_is_changed_with_the_present_one_and_told(client: Client, camila: Customer, post: Post) -> None:
    client.force_login(camila.user)
    assert client.get("/en/account/password/change/").status_code == 200
    wrong = client.post("/en/account/password/change/", {"oldpassword": "not-it-at-all"} | NEW)
    assert wrong.status_code == 200
    key = client.session.session_key
    answer = client.post("/en/account/password/change/", {"oldpassword": cast.PASSWORD} | NEW)
    assert answer.headers["Location"] == "/en/account/settings/"
    assert User.objects.get(pk=camila.pk).check_password(NEW["password1"])
    assert client.session.session_key != key
    assert client.get("/en/account/settings/").status_code == 200
    assert [m.subject for m in post()] == ["Your password was changed"]


def test_passwords_are_kept_with_argon2_and_older_ones_are_brought_up_at_the_next_sign_in(client: Client, settings: Any) -> None:
    hashers = "django.contrib.auth.hashers"
    settings.PASSWORD_HASHERS = [f"{hashers}.PBKDF2PasswordHasher"]
    camila = cast.customer()
    settings.PASSWORD_HASHERS = [f"{hashers}.Argon2PasswordHasher", f"{hashers}.PBKDF2PasswordHasher"]
    client.post("/en/account/login/", {"login": camila.user.email, "password": cast.PASSWORD})
    assert User.objects.get(pk=camila.pk).password.startswith("argon2")
