"""Every page is for everybody: axe, focus, width, words, motion, errors. The list is tests/browser/pages/registry.py; `make axe` looks at all of it."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser

from casaora.stripe import gateway
from casaora.stripe.simulator import Simulator
from tests.browser.pages import report
from tests.browser.pages.looking import Look, Walk
from tests.browser.pages.registry import PAGES
from tests.browser.pages.street import Street

DESK, PHONE = 1280, 390
#: In CI each language is looked at once, and the Spanish pages also moved, narrowed and sent; in full each at both widths, by day and by night.
ONCE = {"en": [Look(DESK, "light")], "es": [Look(PHONE, "dark")]}
FULL = [Look(width, scheme) for width in (DESK, PHONE) for scheme in ("light", "dark")]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_is_for_everybody(language: str, deployed: str, chromium: Browser, settings: Any, at: datetime) -> None:
    settings.RATELIMIT_ENABLE = False
    in_full, only = os.environ.get("AXE") == "full", os.environ.get("PAGES", "")
    simulator = Simulator(secrets=settings.STRIPE_WEBHOOK_SECRETS)
    with gateway.use_http_client(simulator.client):
        walk = Walk(chromium, deployed, Street(simulator), language, is_thorough=in_full or language == "es")
        pages = [page for page in PAGES if any(word in page.name for word in only.split(",")) and (in_full or not page.is_seldom)]
        found = walk.along(pages, FULL if in_full else ONCE[language])
        for context in walk.people.values():
            context.close()
    if in_full and not only:
        report.write(walk)
    assert not found, "\n" + "\n".join(map(str, found))
