"""What people do before a page can be seen that has no address of its own to open."""

from __future__ import annotations

import re

from playwright.sync_api import Page as Tab

from casaora.demo import cast
from casaora.kit import clock, outbox
from tests.accounts.staff import digits
from tests.browser.pages.street import Street


def _send(tab: Tab) -> None:
    with tab.expect_navigation():
        tab.locator("main form .btn--primary").first.click()


def _digits_sent(street: Street) -> str:
    """The six digits of the newest mail."""
    outbox.deliver_all(clock.now())
    found = re.search(r"\b(\d{6})\b", street.mail.text)
    assert found, "no digits in the newest mail"
    return found[1]


def signs_up(tab: Tab, base: str, street: Street) -> None:
    """A new household, as far as the digits."""
    language = base.rsplit("/", 1)[1]
    tab.goto(f"{base}/account/signup/")
    for name, value in (("first_name", "Lucía"), ("last_name", "Herrera"), ("email", f"lucia-{language}@casaora.example"), ("password1", "una-casa-muy-clara-9")):
        tab.fill(f"input[name={name}]", value)
    tab.check("input[name=accepts]")
    _send(tab)


def asks_for_a_new_password(tab: Tab, base: str, street: Street) -> None:
    """As far as the digits."""
    tab.goto(f"{base}/account/password/reset/")
    tab.fill("input[name=email]", street.people["newcomer"].email)
    _send(tab)


def proves_the_new_password(tab: Tab, base: str, street: Street) -> None:
    """As far as the new password."""
    asks_for_a_new_password(tab, base, street)
    tab.fill("input[name=code]", _digits_sent(street))
    _send(tab)


def signs_in_as_staff(tab: Tab, base: str, street: Street) -> None:
    """As far as the second key."""
    tab.goto(f"{base}/account/login/")
    tab.fill("input[name=login]", street.people["staff"].email)
    tab.fill("input[name=password]", cast.PASSWORD)
    _send(tab)


def proves_it_is_she(tab: Tab, base: str, street: Street) -> None:
    """The password once more, before a second key is set up."""
    tab.goto(f"{base}/account/second-factor/totp/activate/")
    tab.fill("input[type=password]", cast.PASSWORD)
    _send(tab)


def makes_recovery_codes(tab: Tab, base: str, street: Street) -> None:
    """Makes them, and is shown them."""
    tab.goto(f"{base}/account/second-factor/recovery-codes/generate/")
    _send(tab)


__all__ = ["asks_for_a_new_password", "digits", "makes_recovery_codes", "proves_it_is_she", "proves_the_new_password", "signs_in_as_staff", "signs_up"]
