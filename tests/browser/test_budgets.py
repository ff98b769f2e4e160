"""What each kind of page may weigh, in bytes as they are served: every file compressed, nothing cached, on a telephone. `make budgets` shows the table."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple, dataclass
from typing import Any

from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from casaora.stripe import gateway
from casaora.stripe.simulator import Simulator
from tests.browser.pages.looking import Walk
from tests.browser.pages.registry import PAGES
from tests.browser.pages.street import Street


@dataclass(frozen=True)
class Weight:
    """Bytes that travel, heads of answers included; and how many requests."""

    total: int
    html: int
    css: int
    js: int
    requests: int


#: No line may allow more than this, whatever was measured; the first page has the strictest.
MOST = Weight(total=140_000, html=60_000, css=20_000, js=12_000, requests=16)
HOME = Weight(total=120_000, html=20_000, css=20_000, js=12_000, requests=15)
#: Each a little above what was measured; a page that grows past its line grows on purpose.
BUDGETS: dict[str, Weight] = {
    "pages:home": Weight(86_000, 9_000, 14_500, 3_000, 15),
    "pages:money": Weight(80_000, 7_500, 14_500, 3_000, 11),
    "pages:professionals": Weight(86_000, 8_000, 14_500, 5_000, 16),
    "pages:terms": Weight(80_000, 7_500, 14_500, 3_000, 11),
    "directory:search": Weight(83_000, 9_000, 14_500, 3_500, 12),
    "directory:professional": Weight(84_000, 7_500, 14_500, 4_500, 15),
    "directory:compare": Weight(81_000, 6_000, 14_500, 3_500, 13),
    "bookings:request": Weight(79_000, 6_000, 14_500, 4_000, 11),
    "bookings:review as customer": Weight(89_000, 17_000, 14_500, 3_000, 10),
    "bookings:detail confirmed as customer": Weight(94_000, 20_500, 14_500, 3_500, 11),
    "bookings:home as customer": Weight(96_000, 23_000, 14_500, 3_500, 11),
    "accounts:settings as customer": Weight(89_000, 15_500, 14_500, 3_500, 12),
    "account_login": Weight(76_000, 5_000, 14_500, 3_000, 10),
    "/faults/404/": Weight(80_000, 6_000, 14_500, 3_000, 12),
    "professional:home as professional": Weight(98_000, 21_500, 17_000, 3_500, 13),
    "professional:availability as professional": Weight(133_000, 57_000, 17_000, 3_500, 14),
    "professional:earnings as professional": Weight(101_000, 24_500, 17_000, 3_500, 13),
    "professional:calendar as professional": Weight(96_000, 21_000, 17_000, 3_500, 12),
    "admin:index as staff": Weight(115_000, 40_000, 16_500, 4_000, 12),
    "admin:bookings_issue_decide as staff": Weight(100_000, 28_000, 19_000, 2_500, 15),
}
#: A page's telephone: all of it that is loaded before anybody scrolls.
PHONE = {"width": 390, "height": 844}
KINDS = {"Document": "html", "Stylesheet": "css", "Script": "js"}


def weigh(tab: Tab, url: str) -> Weight:
    """Open it with an empty cache and add up what came."""
    bytes_of: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    session = tab.context.new_cdp_session(tab)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.responseReceived", lambda event: kinds.__setitem__(event["requestId"], KINDS.get(event["type"], "rest")))
    session.on("Network.loadingFinished", lambda event: bytes_of.update({kinds.get(event["requestId"], "rest"): int(event["encodedDataLength"])}))
    tab.goto(url, wait_until="networkidle")
    session.detach()
    return Weight(sum(bytes_of.values()), bytes_of["html"], bytes_of["css"], bytes_of["js"], len(kinds))


def test_no_page_weighs_more_than_it_may(deployed: str, chromium: Browser, settings: Any) -> None:
    simulator = Simulator(secrets=settings.STRIPE_WEBHOOK_SECRETS)
    pages = {page.name: page for page in PAGES}
    with gateway.use_http_client(simulator.client):
        walk = Walk(chromium, deployed, Street(simulator), "en")
        measured = {}
        for name in BUDGETS:
            context = walk.context(pages[name].who)
            tab = context.new_page()
            tab.set_viewport_size(PHONE)
            measured[name] = weigh(tab, deployed + pages[name].path(walk.street, "en"))
            context.close()
    print(f"\n{'page':52}{'total':>9}{'html':>9}{'css':>9}{'js':>9}{'requests':>9}")
    for name, weight in measured.items():
        print(f"{name:52}" + "".join(f"{n:>9}" for n in astuple(weight)))
    heavier = {
        name: (weight, BUDGETS[name]) for name, weight in measured.items()
        if any(have > may for have, may in zip(astuple(weight), astuple(BUDGETS[name]), strict=True))
    }  # fmt: skip
    assert heavier == {}


def test_no_line_allows_more_than_the_most() -> None:
    lines = [(name, may, MOST) for name, may in BUDGETS.items()] + [("pages:home", BUDGETS["pages:home"], HOME)]
    assert [name for name, may, most in lines if any(n > limit for n, limit in zip(astuple(may), astuple(most), strict=True))] == []
