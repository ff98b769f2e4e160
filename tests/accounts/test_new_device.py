"""Whoever signs in with a browser that we have not seen is told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer
from casaora.demo import cast

pytestmark = pytest.mark.django_db
Post = Callable[[], list[Any]]


def visit(browser: Client, camila: Customer) -> None:
    browser.post("/en/account/login/", {"login": camila.user.email, "password": cast.PASSWORD})
    assert "_auth_user_id" in browser.session
    browser.post("/en/account/logout/")


def test_a_known_browser_is_not_worth_a_mail_and_a_new_one_is(camila: Customer, post: Post) -> None:
    home, cafe = Client(), Client()
    for browser in (home, home, cafe, cafe, home):
        visit(browser, camila)
    assert [m.subject for m in post()] == ["A new browser opened your account"]


def test_a_forged_cookie_is_no_proof(camila: Customer, post: Post) -> None:
    visit(Client(), camila)
    browser = Client()
    browser.cookies["device"] = f"[{camila.pk}]"
    visit(browser, camila)
    assert len(post()) == 1


def test_two_people_may_share_a_browser(camila: Customer, stranger: Customer, post: Post) -> None:
    browser = Client()
    for person in (camila, stranger, camila, stranger):
        visit(browser, person)
    assert post() == []
