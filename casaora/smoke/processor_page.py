"""The processor's hosted page, and a test card on it. The page proves by its address that it takes no real card."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page

from casaora.smoke.steps import Unexpected

#: The processor's own test card that every bank says yes to.
CARD, EXPIRES, CVC, HOLDER = "4242424242424242", "12 / 40", "123", "Casaora Smoke"
#: A session of test keys; a live one is ``cs_live_…``.
PROOF = "cs_test_"


def pay(page: Page, total: str) -> None:
    """Type the card and leave the page. Raises Unexpected before anything is typed where the page is not proved to be a test page."""
    if PROOF not in urlsplit(page.url).path:
        raise Unexpected("the processor's page is not proved to be a test page: no card is typed")
    ours = page.locator("form button[name=action][value=pay]")
    theirs = page.locator("#cardNumber")
    ours.or_(theirs).first.wait_for()
    if ours.count():
        if total not in page.locator("body").inner_text().replace("\u00a0", " "):
            raise Unexpected("the processor's page shows another amount than the review")
        ours.click()
    else:
        _type(page)


def _type(page: Page) -> None:
    """Stripe's page. Its fields have had these names for years, but nothing on a machine without Stripe can prove it."""
    for name, value in (("cardNumber", CARD), ("cardExpiry", EXPIRES), ("cardCvc", CVC), ("billingName", HOLDER)):
        field = page.locator(f"#{name}")
        if field.count():
            field.fill(value)
    saves = page.locator("input[name=enableStripePass]:checked")  # nobody's number is kept for later
    if saves.count():
        saves.uncheck(force=True)
    page.locator("button[type=submit]").first.click()
