"""Signing in and out: the same answer for everybody who may not, and nothing but our own pages afterwards."""

import statistics
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import Customer, User
from casaora.demo import cast
from tests.accounts.conftest import code_in
from tests.accounts.staff import digits, with_second_factor

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str = cast.PASSWORD, **more: str) -> Any:
    return client.post("/en/account/login/", {"login": email, "password": password} | more)


def test_signing_in_gives_the_session_a_new_key_and_notes_the_time(client: Client, camila: Customer) -> None:
    client.get("/en/account/login/")
    session = client.session
    session["seen"] = "before"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    assert sign_in(client, camila.user.email).status_code == 302
    assert client.session.session_key != before
    camila.user.refresh_from_db()
    assert camila.user.last_login is not None


def test_the_address_is_compared_without_case(client: Client, camila: Customer) -> None:
    sign_in(client, "CAMILA@casaora.example")
    assert client.session["_auth_user_id"] == str(camila.pk)


def test_unknown_and_wrong_and_suspended_get_one_answer(client: Client, camila: Customer, stranger: Customer, at: datetime) -> None:
    User.objects.filter(pk=stranger.pk).update(suspended_at=at)
    answers = [
        sign_in(Client(), "nobody@casaora.example"), sign_in(Client(), camila.user.email, "wrong-password"),
        sign_in(Client(), stranger.user.email, "wrong-password"),
    ]  # fmt: skip
    assert {a.status_code for a in answers} == {200}
    assert len({tuple(a.context["form"].non_field_errors()) for a in answers}) == 1


def test_unknown_takes_as_long_as_wrong(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    camila = cast.customer()
    settings.RATELIMIT_ENABLE = False
    settings.ACCOUNT_RATE_LIMITS = False
    took: dict[str, list[float]] = {"nobody@casaora.example": [], camila.user.email: []}
    for _round in range(7):
        for email, times in took.items():
            began = time.perf_counter()
            sign_in(Client(), email, "wrong-password")
            times.append(time.perf_counter() - began)
    unknown, wrong = (statistics.median(times) for times in took.values())
    assert 0.5 < unknown / wrong < 2


def test_a_suspended_person_is_stopped_at_sign_in_and_told_why(client: Client, camila: Customer, at: datetime) -> None:
    User.objects.filter(pk=camila.pk).update(suspended_at=at)
    answer = sign_in(client, camila.user.email)
    assert answer.headers["Location"] == "/en/account/inactive/"
    assert "_auth_user_id" not in client.session


def test_a_suspension_between_password_and_code_stops_as_well(client: Client, camila: Customer, at: datetime) -> None:
    secret = with_second_factor(camila.user)
    sign_in(client, camila.user.email)
    User.objects.filter(pk=camila.pk).update(suspended_at=at)
    answer = client.post("/en/account/second-factor/authenticate/", {"code": digits(secret)})
    assert answer.headers["Location"] == "/en/account/inactive/"
    assert "_auth_user_id" not in client.session


def test_whoever_has_not_verified_types_a_code_first(client: Client, camila: Customer, post: Callable[[], list[Any]]) -> None:
    EmailAddress.objects.update(verified=False)
    answer = sign_in(client, camila.user.email)
    assert answer.headers["Location"] == "/en/account/confirm-email/"
    assert "_auth_user_id" not in client.session
    client.post("/en/account/confirm-email/", {"code": code_in(post()[0]), "action": "verify"})
    assert client.session["_auth_user_id"] == str(camila.pk)


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "http:///x"])
def test_next_never_leads_away(client: Client, camila: Customer, target: str) -> None:
    for answer in (sign_in(client, camila.user.email, next=target), client.post("/en/account/logout/", {"next": target})):
        assert answer.status_code == 302
        assert "elsewhere" not in answer.headers["Location"]
        assert answer.headers["Location"].startswith("/")
        assert not answer.headers["Location"].startswith("//")


def test_next_leads_to_a_page_of_ours(client: Client, camila: Customer) -> None:
    assert sign_in(client, camila.user.email, next="/en/account/settings/").headers["Location"] == "/en/account/settings/"


def test_signing_out_takes_a_post(client: Client, camila: Customer) -> None:
    client.force_login(camila.user)
    assert client.get("/en/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/en/account/logout/")
    assert "_auth_user_id" not in client.session


def test_the_sixth_try_for_one_account_waits_and_says_how_long(camila: Customer) -> None:
    def attempt() -> Any:
        return Client().post(
            "/en/account/login/", {"login": camila.user.email, "password": "wrong-password"}, headers={"accept": "application/json"}
        )

    assert [attempt().status_code for _ in range(5)] == [400] * 5
    answer = attempt()
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_the_second_factor_is_asked_after_the_password_and_a_code_works_once(client: Client, camila: Customer) -> None:
    secret = with_second_factor(camila.user)
    assert sign_in(client, camila.user.email).headers["Location"] == "/en/account/second-factor/authenticate/"
    assert client.get("/en/account/second-factor/authenticate/").status_code == 200
    assert client.get("/en/account/settings/").status_code == 302
    code = digits(secret)
    client.post("/en/account/second-factor/authenticate/", {"code": code})
    assert client.session["_auth_user_id"] == str(camila.pk)
    other = Client()
    sign_in(other, camila.user.email)
    other.post("/en/account/second-factor/authenticate/", {"code": code})
    assert "_auth_user_id" not in other.session


def test_a_form_without_its_token_is_refused(camila: Customer) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/en/account/login/", {"login": camila.user.email, "password": cast.PASSWORD})
    assert answer.status_code == 403
    assert "_auth_user_id" not in strict.session


def test_nobody_signs_in_by_a_code_alone(client: Client) -> None:
    assert client.get("/en/account/login/code/confirm/").status_code == 404
    assert client.get("/en/account/login/code/").status_code == 404
