"""What a stranger does, step by step, in either language and with or without scripts. Everything by what the page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from bookings.lifecycle.models import Booking
from casaora.demo import cast
from casaora.demo.travel import forward
from casaora.kit import clock
from casaora.kit.money import Money, show
from casaora.schedule import run_due
from tests.browser.conftest import World

WORDS = {
    "en": {
        "continue": "Continue", "hold": "Place the hold", "pay": "Set $", "accept": "Accept", "arrived": "I have arrived", "finished": "I finished",
        "create": "Create my account", "save": "Save", "held": "A hold is not a charge",
    },
    "es": {
        "continue": "Continuar", "hold": "Hacer la retención", "pay": "Apartar $", "accept": "Aceptar", "arrived": "Ya llegué", "finished": "Terminé",
        "create": "Crear mi cuenta", "save": "Guardar", "held": "Una retención no es un cobro",
    },
}  # fmt: skip


@dataclass
class Journey:
    """One customer's and one professional's browser, and the booking between them."""

    world: World
    language: str
    scripts: bool
    reference: str = ""

    def __post_init__(self) -> None:
        self.words = WORDS[self.language]
        self.customer = self.world.person(language=self.language, scripts=self.scripts)
        self.professional = self.world.person(language=self.language, scripts=self.scripts)

    def at(self, page: Page, path: str) -> None:
        """Open one of our addresses in the journey's language."""
        page.goto(f"{self.world.url}/{self.language}/{path}")

    def press(self, page: Page, word: str) -> None:
        """Press the button or link that carries a word, in the main part, the first that can be seen."""
        ways = page.locator("main :is(button, a.btn):visible, .dock :is(button, a.btn):visible").filter(has_text=self.words[word])
        with page.expect_navigation():
            ways.first.click()

    def sign_up(self, email: str) -> None:
        """Create an account and verify its address with the digits that were sent."""
        page = self.customer
        self.at(page, "account/signup/")
        for name, value in (("first_name", "Lucía"), ("last_name", "Herrera"), ("email", email), ("password1", "una-casa-muy-clara-9")):
            page.fill(f"input[name={name}]", value)
        page.check("input[name=accepts]")
        self.press(page, "create")
        expect(page.locator("input[name=code]")).to_be_visible()
        self.tick()
        post = self.world.person()
        post.goto(f"{self.world.url}/en/outbox/")
        with post.expect_navigation():
            post.locator("table a").first.click()
        digits = re.search(r"\b(\d{6})\b", post.locator("main").inner_text())
        assert digits, "no digits in the mail"
        page.fill("input[name=code]", digits[1])
        self.press(page, "continue")
        expect(page.locator("input[name=code]")).to_have_count(0)

    def sign_in(self, page: Page, email: str) -> None:
        """Sign in with the cast's password."""
        self.at(page, "account/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", cast.PASSWORD)
        page.locator("main .btn--primary").first.click()
        page.wait_for_url(re.compile(r"/(home|professional)/"))

    def write_address(self) -> None:
        """Add a home to the address book."""
        page = self.customer
        self.at(page, "account/addresses/new/")
        page.fill("input[name=label]", "Casa")
        page.fill("input[name=line]", "Calle 70 # 4-12, apto 301")
        page.locator("select[name=neighborhood]").select_option(label="Rosales")
        self.press(page, "save")

    def search_and_choose(self, day: datetime) -> None:
        """Search for a day, open the first profile, choose the first free time, go through the three steps."""
        page = self.customer
        self.at(page, f"search/?service=regular-cleaning&city=bogota&date={day:%Y-%m-%d}")
        for way in (page.locator("article a.linked-a"), page.locator("aside form").get_by_role("button", name=self.words["continue"])):
            with page.expect_navigation():
                way.first.click()
        self.press(page, "continue")
        self.press(page, "continue")
        expect(page.locator("form#f textarea")).to_be_visible()

    def place_the_hold(self) -> Booking:
        """Review, the processor's page, and back; the webhook arrives by itself, the worker is one tick."""
        page = self.customer
        total = page.locator(".bill .total dd").inner_text()
        self.press(page, "hold")
        page.wait_for_url(re.compile("/checkout/"))
        expect(page.locator("body")).to_contain_text(total)
        page.locator("button").filter(has_text=re.compile(r"\$")).first.click()
        page.wait_for_url(re.compile("back=paid"))
        self.reference = re.search(r"CB-\w{6}", page.url)[0]  # type: ignore[index]
        for _ in range(40):  # the processor's message travels by itself; ten seconds are more than it takes
            self.tick()
            page.reload()
            if page.locator("h1").inner_text() == self.words["held"]:
                break
            page.wait_for_timeout(250)
        expect(page.locator("h1")).to_have_text(self.words["held"])
        return self.booking

    @property
    def booking(self) -> Booking:
        """As the database has it."""
        return Booking.objects.select_related("payment", "professional__user").get(reference=self.reference)

    def see(self, page: Page, *amounts: Money) -> str:
        """The booking's page; each amount is on it exactly as written."""
        self.at(page, f"bookings/{self.reference}/")
        text = page.locator("main").inner_text().replace("\u00a0", " ")
        for amount in amounts:
            assert show(amount).replace("\u00a0", " ") in text, (amount, text)
        return text

    def tick(self) -> None:
        """What worker and beat would have done by now."""
        run_due(clock.now())

    def later(self, by: timedelta) -> None:
        """Time passes."""
        forward(by, step=timedelta(hours=6))

    def connect_payout_account(self) -> None:
        """The professional goes through the processor's onboarding page."""
        page = self.professional
        self.at(page, "professional/earnings/")
        page.locator("form[action*=payout-account] button").first.click()
        page.wait_for_url(re.compile(re.escape(self.world.server.url)))
        page.locator("button").first.click()
        page.wait_for_url(re.compile(re.escape(self.world.url)))
        self.tick()

    def statement(self) -> str:
        """The newest payout's statement, as its page shows it."""
        page = self.professional
        self.at(page, "professional/earnings/")
        with page.expect_navigation():
            page.locator("a.linked-a[href*='PO-']").first.click()
        return page.locator("main").inner_text().replace("\u00a0", " ")
