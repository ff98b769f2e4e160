"""Where one is signed in: each browser is a row, ends by a button, and all others end at once, whoever kept no row of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.access.models import OpenSession
from accounts.access.sessions import browser_of
from accounts.models import Customer
from casaora.demo import cast
from casaora.kit.acting import WEB, acting

PAGE = "/en/account/sessions/"
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def our_store(settings: Any) -> None:
    settings.SESSION_ENGINE = "accounts.users.sessions"


def signed_in(customer: Customer, agent: str = FIREFOX) -> Client:
    """By the form, which is what makes a row; and once more the password, which proves that it is they."""
    client = Client(headers={"user-agent": agent})
    client.post("/en/account/login/", {"login": customer.user.email, "password": cast.PASSWORD})
    assert "_auth_user_id" in client.session
    client.post("/en/account/reauthenticate/", {"password": cast.PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return bool(client.get(PAGE).status_code == 200)


def test_each_browser_is_told_by_its_name_and_nothing_else(camila: Customer) -> None:
    phone, desk = signed_in(camila, SAFARI), signed_in(camila)
    page = desk.get(PAGE).content.decode()
    assert "Firefox, Android" in page
    assert "Safari, iPhone" in page
    assert page.count("This one") == 1
    assert OpenSession.objects.count() == 2
    assert is_in(phone)


def test_one_browser_is_logged_out_and_the_others_stay(camila: Customer) -> None:
    phone, desk = signed_in(camila, SAFARI), signed_in(camila)
    row = OpenSession.objects.get(browser="Safari, iPhone")
    assert desk.post(f"{PAGE}{row.pk}/end/")["Location"] == PAGE
    assert is_in(desk)
    assert not is_in(phone)
    assert "Safari, iPhone" not in desk.get(PAGE).content.decode()


def test_all_the_others_end_at_once_also_those_without_a_row(camila: Customer) -> None:
    phone, old, desk = signed_in(camila, SAFARI), Client(), signed_in(camila)
    old.force_login(camila.user)
    desk.post(f"{PAGE}end/")
    assert [is_in(client) for client in (phone, old, desk)] == [False, False, True]
    assert [row.browser for row in OpenSession.objects.all()] == ["Firefox, Android"]
    again = signed_in(camila)
    assert is_in(again)


def test_a_new_password_keeps_this_browser_in_the_list(camila: Customer) -> None:
    desk = signed_in(camila)
    desk.post("/en/account/password/change/", {"oldpassword": cast.PASSWORD, "password1": "otra-frase-larga", "password2": "otra-frase-larga"})
    assert OpenSession.objects.get().session_key == desk.session.session_key


def test_who_has_not_just_proved_to_be_they_is_asked_first(camila: Customer) -> None:
    phone, found = signed_in(camila, SAFARI), Client()
    found.force_login(camila.user)
    for address in (f"{PAGE}end/", f"{PAGE}{OpenSession.objects.get().pk}/end/"):
        assert "/reauthenticate/" in found.post(address)["Location"]
    assert is_in(phone)


def test_nobody_ends_or_sees_the_session_of_another(camila: Customer, stranger: Customer) -> None:
    hers, theirs = signed_in(camila), signed_in(stranger, SAFARI)
    row = OpenSession.objects.get(person=camila.user)
    assert theirs.post(f"{PAGE}{row.pk}/end/").status_code == 404
    assert is_in(hers)
    assert "Firefox" not in theirs.get(PAGE).content.decode()
    for person, count in ((camila.pk, 1), (stranger.pk, 1), (None, 0)):
        with acting(role=WEB, person=person), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_opensession")
            assert cursor.fetchone()[0] == count
    assert Client().get(PAGE).status_code == 302


def test_what_a_browser_calls_itself_is_never_kept(rf: Any) -> None:
    assert browser_of(rf.get("/", headers={"user-agent": "<script>Firefox</script> Windows"})) == "Firefox, Windows"
    assert browser_of(rf.get("/", headers={"user-agent": "curl/8"})) == ""
    assert browser_of(rf.get("/")) == ""
