"""The made-up household: signs up, finds the professional, books her first free hour, pays, and sees what became of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from casaora.smoke import processor_page
from casaora.smoke.person import REFERENCE, Person
from casaora.smoke.postbox import Postbox, digits
from casaora.smoke.site import Site
from casaora.smoke.steps import Unexpected

#: The family name of every household that a journey makes, so that people see what it is. The first name carries its token.
FIRST, LAST = "Prueba", "Casaora Smoke"
NAMED = re.compile(rf"\b{FIRST} ([a-z]{{10}})\b")
#: «Arrival code 1234», «Código de llegada 1234».
CODE = re.compile(r"\bc[oó]d(?:e|igo)\b[^\d\n]{0,30}(\d{4})\b", re.IGNORECASE)
#: So many other times are tried when somebody else took the first one meanwhile.
TRIES = 4
MOST_PAGES = 20


def new_token() -> str:
    """Ten letters: two journeys at once never share a household."""
    return "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz") for _ in range(10))


def password_of(email: str, key: str) -> str:
    """A household's password, from its address and a secret that this journey knows anyway: a later run can sign in again, and nothing is stored."""
    made = hmac.new(key.encode(), email.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made)[:32].decode()


class Household(Person):
    """One of them. ``key`` is the secret that its password is made from."""

    def __init__(self, page: Page, site: Site, postbox: Postbox, *, key: str, token: str = "") -> None:
        super().__init__(page, site)
        self.postbox, self.token = postbox, token or new_token()
        self.email = postbox.address(self.token)
        self.password = password_of(self.email, key)
        self.place = ("", "")
        self.total = ""

    def signs_up(self) -> None:
        """A new account; the page asks for the digits then."""
        self.open("account/signup/")
        for name, value in (("first_name", f"{FIRST} {self.token}"), ("last_name", LAST), ("email", self.email), ("password1", self.password)):
            self.page.fill(f"input[name={name}]", value)
        self.page.check("input[name=accepts]")
        self.press(self.page.locator("main form[action*='/signup/'] button.btn--primary"))
        if not self.page.locator("input[name=code]").count():
            raise Unexpected("the page does not ask for the digits of the mail: the account was not made")

    def verifies(self) -> None:
        """Read the mail, type its digits."""
        self.page.fill("input[name=code]", digits(self.postbox, self.email))
        self.press(self.page.locator("main form:has(input[name=code]) button.btn--primary"))
        if self.page.locator("input[name=code]").count():
            raise Unexpected("the digits of the mail were not taken")

    def finds(self, slug: str) -> None:
        """Her profile leads to the page of its city and service, and that one to a search that must show her, on whichever page."""
        self.open(f"professionals/{slug}/")
        neighborhood, _, city = self.page.locator(".profile-head .lead").inner_text().rpartition(", ")
        self.place = (city, neighborhood)
        self.press(self.page.locator(".crumbs a[href*='/cities/']").last)
        self.press(self.page.locator("main a.btn--primary[href*='service=']").first)
        for _ in range(MOST_PAGES):
            her = self.page.locator(f"main article a.linked-a[href*='/professionals/{slug}/']")
            if her.count():
                self.press(her)
                return
            onward = self.page.locator("main .pager a[rel=next]")
            if not onward.count():
                break
            self.press(onward)
        raise Unexpected(f"the search does not show {slug}")

    def chooses(self) -> None:
        """Her first free time, and a new home in her neighborhood."""
        card = self.page.locator("#book")
        times = card.locator("form:has(input[name=time]:not([disabled]))")
        if not times.count():
            self.press(card.locator("a.btn--secondary"))  # the next free day
        self.page.locator("#book input[name=time]:not([disabled])").first.check(force=True)
        self.press(times.locator("button.btn--primary"))
        self.goes_on()
        if self.page.locator("main a[href*='/addresses/new/']").count() and not self.page.locator("input[name=address]").count():
            self.writes_address()
        self.goes_on()
        if not self.page.locator("form#f textarea").count():
            raise Unexpected("the review does not appear")

    def goes_on(self) -> None:
        """The button of a step of the request, in the page or in the dock of a telephone."""
        self.press(self.page.locator("main form#f button[name=next], .dock button[name=next]"))

    def writes_address(self) -> None:
        """A home in the professional's own neighborhood, on the way."""
        page, (city, neighborhood) = self.page, self.place
        self.press(page.locator("main a[href*='/addresses/new/']"))
        page.fill("input[name=label]", "Smoke")
        page.fill("input[name=line]", "Calle 1 # 2-3")
        option = page.locator(f'select[name=neighborhood] optgroup[label="{city}"] option').filter(has_text=re.compile(rf"^\s*{re.escape(neighborhood)}\s*$"))
        page.locator("select[name=neighborhood]").select_option(value=option.first.get_attribute("value"))
        self.press(page.locator("main form:has(input[name=line]) button.btn--primary"))

    @property
    def starts_at(self) -> datetime:
        """The chosen start, as the review's address has it."""
        return datetime.fromisoformat(parse_qs(urlsplit(self.page.url).query)["start"][0])

    def places_the_hold(self) -> datetime:
        """From the review to the processor's page; the start that was taken. Another time when somebody was quicker."""
        for _ in range(TRIES):
            starts_at = self.starts_at
            self.total = self.page.locator("main .bill .total dd").first.inner_text().replace("\u00a0", " ")
            self.press(self.page.locator("main form#f button:not([name]), .dock button[form=f]"))
            if not self.page.url.startswith(self.site.url):
                return starts_at
            others = self.page.locator(".taken a.chip")
            if not others.count():
                break
            self.press(others)
            self.goes_on()
        said = self.page.locator(".taken strong")
        raise Unexpected(f"the request was refused: {said.first.inner_text() if said.count() else 'the page does not say why'}")

    def pays(self) -> str:
        """On the processor's page, and back; the visit's reference."""
        processor_page.pay(self.page, self.total)
        self.page.wait_for_url(lambda url: url.startswith(self.site.url))
        found = REFERENCE.search(self.page.url)
        if found is None:
            raise Unexpected("the way back from the processor names no visit")
        return found[0]

    def reads_code(self, reference: str) -> str:
        """The arrival code, as the household sees it."""
        self.open(f"bookings/{reference}/")
        found = CODE.search(self.text())
        if found is None:
            raise Unexpected("the visit's page shows no arrival code")
        return found[1]

    def sees(self, reference: str) -> None:
        """Completed, and the same total as at the review."""
        self.becomes(reference, "completed")
        if self.total and self.total not in self.text():
            raise Unexpected(f"the visit's page does not show the total of the review, {self.total}")

    def visits(self) -> list[str]:
        """The references of all its visits."""
        self.open("bookings/")
        links = self.page.locator("main li a.linked-a").all()
        return [found[0] for link in links if (found := REFERENCE.search(link.get_attribute("href") or ""))]
