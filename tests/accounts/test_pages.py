"""Every page of the accounts, opened by everybody, in both languages."""

import re

import pytest
from django.test import Client

from accounts.models import Customer, Professional, User
from tests.accounts.staff import enter

pytestmark = pytest.mark.django_db
IN, OUT, GONE = 200, 302, 404
#: page → what visitor, customer, professional, stranger and staff get. The address in it is the customer's.
PAGES = {
    "account/login/": (IN, OUT, OUT, OUT, OUT),
    "account/signup/": (IN, OUT, OUT, OUT, OUT),
    "account/password/reset/": (IN, IN, IN, IN, IN),
    "account/password/reset/done/": (IN, IN, IN, IN, IN),
    "account/password/reset/confirm/": (OUT, OUT, OUT, OUT, OUT),
    "account/password/reset/complete/": (OUT, OUT, OUT, OUT, OUT),
    "account/inactive/": (IN, IN, IN, IN, IN),
    "account/confirm-email/": (OUT, OUT, OUT, OUT, OUT),
    "account/logout/": (OUT, IN, IN, IN, IN),
    "account/email/": (OUT, IN, IN, IN, IN),
    "account/password/change/": (OUT, IN, IN, IN, IN),
    "account/reauthenticate/": (OUT, IN, IN, IN, IN),
    "account/second-factor/": (OUT, IN, IN, IN, IN),
    "account/second-factor/authenticate/": (OUT, OUT, OUT, OUT, OUT),
    "account/second-factor/totp/activate/": (OUT, OUT, OUT, OUT, OUT),
    "account/second-factor/recovery-codes/": (OUT, GONE, GONE, GONE, GONE),
    "account/settings/": (OUT, IN, IN, IN, IN),
    "account/notices/": (OUT, IN, IN, IN, IN),
    "account/addresses/new/": (OUT, IN, GONE, IN, GONE),
    "account/addresses/{address}/": (OUT, IN, GONE, GONE, GONE),
    "account/application/": (OUT, IN, IN, IN, IN),
    "professional/profile/": (OUT, GONE, IN, GONE, GONE),
    "outbox/": (IN, IN, IN, IN, IN),
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_everybody_gets_what_is_theirs(
    camila: Customer, ana: Professional, stranger: Customer, sara: User, settings: object, language: str
) -> None:
    browsers = {name: Client() for name in ("visitor", "customer", "professional", "stranger", "staff")}
    for name, person in (("customer", camila.user), ("professional", ana.user), ("stranger", stranger.user)):
        browsers[name].force_login(person)
    enter(browsers["staff"], sara)
    for page, expected in PAGES.items():
        address = f"/{language}/{page.format(address=camila.addresses.get().pk)}"
        got = {name: browser.get(address) for name, browser in browsers.items()}
        assert {name: answer.status_code for name, answer in got.items()} == dict(zip(browsers, expected, strict=True)), address
        for answer in got.values():
            if answer.status_code != IN:
                continue
            html = answer.content.decode()
            assert f'<html lang="{"es-CO" if language == "es" else "en"}"' in html, address
            assert html.count("<h1") == 1, address
            assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html), address
            assert "<script>" not in html, address
