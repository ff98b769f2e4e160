"""A new e-mail address: once more the password, digits to the new one, a word to the old one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, User
from accounts.users.queries import is_verified
from casaora.demo import cast
from tests.accounts.conftest import code_in

pytestmark = pytest.mark.django_db
Post = Callable[[], list[Any]]


def change(client: Client, email: str) -> Any:
    client.post("/en/account/reauthenticate/", {"password": cast.PASSWORD})
    return client.post("/en/account/email/", {"email": email, "action_add": "1"})


def test_the_address_changes_once_its_digits_were_typed(client: Client, camila: Customer, post: Post) -> None:
    client.force_login(camila.user)
    assert client.get("/en/account/email/").status_code == 200
    assert change(client, "Nueva@casaora.example").headers["Location"] == "/en/account/confirm-email/"
    assert User.objects.get(pk=camila.pk).email == "camila@casaora.example"
    first = post()[0]
    assert first.to == ["nueva@casaora.example"]
    client.post("/en/account/confirm-email/", {"code": code_in(first), "action": "verify"})
    changed = User.objects.get(pk=camila.pk)
    assert changed.email == "nueva@casaora.example"
    assert is_verified(changed)
    assert post()[-1].to == ["camila@casaora.example"]
    assert post()[-1].subject == "Your e-mail address was changed"


def test_it_takes_the_password_once_more(client: Client, camila: Customer) -> None:
    client.force_login(camila.user)
    answer = client.post("/en/account/email/", {"email": "nueva@casaora.example", "action_add": "1"})
    assert answer.headers["Location"].startswith("/en/account/reauthenticate/")
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.post("/en/account/reauthenticate/", {"password": "wrong-password"}).status_code == 200


def test_somebody_elses_address_is_not_given_away_and_not_taken(client: Client, camila: Customer, stranger: Customer, post: Post) -> None:
    client.force_login(camila.user)
    taken = change(client, stranger.user.email)
    assert taken.status_code in (200, 302)
    assert User.objects.get(pk=stranger.pk).email == stranger.user.email
    assert User.objects.get(pk=camila.pk).email == "camila@casaora.example"
