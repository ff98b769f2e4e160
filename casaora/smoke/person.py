"""What both people of a journey do with a page: open, press, read. Nothing is found by its words, so that every language works."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Page

from casaora.smoke.site import Site
from casaora.smoke.steps import Unexpected

REFERENCE = re.compile(r"CB-\w{6}")
#: States after which nothing more happens to a visit.
OVER = frozenset({"completed", "declined", "expired", "canceled", "payment_failed"})
#: How long the processor's message and the worker may take, in seconds.
SETTLES_WITHIN = 60.0


class Person:
    """Somebody in front of a browser."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site

    def open(self, path: str) -> None:
        """One of our pages; Unexpected when it is an error page."""
        answer = self.page.goto(self.site.at(path))
        if answer is not None and answer.status >= 400:
            raise Unexpected(f"the page answers {answer.status}")

    def press(self, what: Locator) -> None:
        """Press what can be seen of it and wait for the page that follows; Unexpected when that is an error page."""
        with self.page.expect_navigation() as led:
            what.locator("visible=true").first.click()
        if led.value is not None and led.value.status in (429, *range(500, 600)):
            raise Unexpected(f"the page answers {led.value.status}")

    def step(self, reference: str, noun: str) -> Locator:
        """The button of a step of a visit, such as ``acceptance``."""
        return self.page.locator(f"form[action$='/{reference}/{noun}/'] button")

    def text(self) -> str:
        """What the main part says, with ordinary spaces."""
        return self.page.locator("main").inner_text().replace("\u00a0", " ")

    def state(self, reference: str) -> str:
        """How a visit stands, as its page says; ``confirming`` while a step is with the bank."""
        self.open(f"bookings/{reference}/")
        badge = self.page.locator("main .page-head .badge").first
        known = badge.get_attribute("data-status") or ""
        is_waiting = known == "authorized" and not self.page.locator("form[action$='/withdrawal/'], form[action$='/acceptance/']").count()
        return "confirming" if is_waiting else known

    def becomes(self, reference: str, *wanted: str) -> str:
        """Look until the visit is in one of these states; which. Unexpected when it does not come to that in a minute."""
        until = time.monotonic() + SETTLES_WITHIN
        while True:
            found = self.state(reference)
            if found in wanted:
                return found
            if time.monotonic() > until or found in OVER:
                raise Unexpected(f"{reference} is {found}, not {' or '.join(wanted)}")
            self.page.wait_for_timeout(250)

    def sign_in(self, email: str, password: str) -> None:
        """By address and password; Unexpected when the door stays closed."""
        self.open("account/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.press(self.page.locator("main form button.btn--primary"))
        if self.page.locator("input[name=password]").count() or "/account/" in self.page.url:
            raise Unexpected("the door stays closed: wrong password, or another key is asked for")
