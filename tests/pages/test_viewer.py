"""The browser's cookie of one word: it follows the session, and opens nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from casaora.demo import cast
from tests.accounts.staff import enter

pytestmark = pytest.mark.django_db


def word(client: Client) -> str:
    """What the browser has now."""
    return client.cookies["viewer"].value if "viewer" in client.cookies else ""


def test_who_signs_in_gets_the_word_at_once_and_loses_it_with_the_session(client: Client) -> None:
    camila = cast.customer().user
    camila.set_password("casa-ora-de-prueba")
    camila.save()
    answer = client.post("/en/account/login/", {"login": camila.email, "password": "casa-ora-de-prueba"})
    assert (answer.status_code, word(client)) == (302, "customer")
    assert answer.cookies["viewer"]["samesite"] == "Lax"
    assert not answer.cookies["viewer"]["httponly"]
    client.post("/en/account/logout/")
    assert word(client) == ""


def test_a_professional_and_staff_have_theirs(client: Client) -> None:
    client.force_login(cast.professional().user)
    client.get("/en/professional/")
    assert word(client) == "professional"
    staff = enter(Client(), cast.staff())
    staff.get("/admin/")
    assert word(staff) == "staff"


def test_a_wrong_word_is_put_right_and_a_visitor_has_none(client: Client) -> None:
    ana = cast.professional()
    client.cookies["viewer"] = "staff"
    answer = client.get("/en/search/")
    assert answer.cookies["viewer"].value == ""
    client.force_login(ana.user)
    client.cookies["viewer"] = "customer"
    client.get("/en/professional/")
    assert word(client) == "professional"
    assert "viewer" not in client.get("/en/professional/").cookies
    assert not Client().get("/en/search/").cookies


def test_a_forged_word_opens_nothing(client: Client) -> None:
    client.cookies["viewer"] = "staff"
    assert client.get("/en/professional/").status_code == 302
    assert client.get("/admin/").status_code == 302


def test_a_page_for_everyone_draws_what_each_would_see(client: Client) -> None:
    page = client.get("/en/money/").content.decode()
    for kind in ("visitor", "customer", "professional", "staff"):
        assert f'<ul class="row row--tight row--nowrap for-{kind}">' in page
    assert page.count('class="tabs for-') == 3
    assert 'class="tabbar not-staff"' in page
    assert "for-" not in client.get("/en/search/").content.decode().partition("<main")[0].partition("<body")[2]
