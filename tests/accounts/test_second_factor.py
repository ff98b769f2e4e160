"""Setting up, using and turning off the second key."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import Customer
from casaora.demo import cast
from tests.accounts.staff import digits

BASE = "/en/account/second-factor"


@pytest.fixture
def inside(client: Client, camila: Customer) -> Client:
    client.force_login(camila.user)
    client.post("/en/account/reauthenticate/", {"password": cast.PASSWORD})
    return client


def turn_on(client: Client) -> str:
    client.get(f"{BASE}/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post(f"{BASE}/totp/activate/", {"code": digits(secret)})
    assert answer.headers["Location"] == f"{BASE}/recovery-codes/", answer.content.decode()
    return secret


@pytest.mark.django_db(transaction=True)
def test_turning_it_on_shows_the_recovery_codes_and_tells(inside: Client, camila: Customer, post: Callable[[], list[Any]]) -> None:
    key = inside.session.session_key
    secret = turn_on(inside)
    assert inside.session.session_key != key
    page = inside.get(f"{BASE}/recovery-codes/")
    assert page.status_code == 200
    codes = page.context["unused_codes"]
    assert len(codes) == 10
    assert inside.get(f"{BASE}/recovery-codes/download/").status_code == 200
    assert [m.subject for m in post()] == ["The second key is on"]
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert codes[0] not in kept


@pytest.mark.django_db
def test_it_takes_the_password_once_more(client: Client, camila: Customer) -> None:
    client.force_login(camila.user)
    assert client.get(f"{BASE}/totp/activate/").headers["Location"].startswith("/en/account/reauthenticate/")
    assert client.get(f"{BASE}/").status_code == 200


@pytest.mark.django_db
def test_a_wrong_code_turns_nothing_on(inside: Client) -> None:
    inside.get(f"{BASE}/totp/activate/")
    assert inside.post(f"{BASE}/totp/activate/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_opens_the_account_once(inside: Client, camila: Customer) -> None:
    turn_on(inside)
    code = inside.get(f"{BASE}/recovery-codes/").context["unused_codes"][0]
    for tries, enters in ((1, True), (2, False)):
        browser = Client()
        browser.post("/en/account/login/", {"login": camila.user.email, "password": cast.PASSWORD})
        browser.post(f"{BASE}/authenticate/", {"code": code})
        assert ("_auth_user_id" in browser.session) is enters, tries


@pytest.mark.django_db(transaction=True)
def test_new_recovery_codes_replace_the_old_ones(inside: Client) -> None:
    turn_on(inside)
    old = inside.get(f"{BASE}/recovery-codes/").context["unused_codes"]
    assert inside.get(f"{BASE}/recovery-codes/generate/").status_code == 200
    inside.post(f"{BASE}/recovery-codes/generate/")
    assert not set(old) & set(inside.get(f"{BASE}/recovery-codes/").context["unused_codes"])


@pytest.mark.django_db(transaction=True)
def test_turning_it_off_is_told_and_takes_the_codes_along(inside: Client, post: Callable[[], list[Any]]) -> None:
    turn_on(inside)
    assert inside.get(f"{BASE}/totp/deactivate/").status_code == 200
    inside.post(f"{BASE}/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert [m.subject for m in post()] == ["The second key is on", "The second key is off"]
