"""The browser: Chromium as the system has it, else as Playwright brings it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from casaora.smoke.site import Site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
#: What a person waits for a page before she gives up, in milliseconds.
PATIENCE = 30_000
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def launch(playwright: Playwright, *, is_shown: bool = False) -> Browser:
    """Start it. As root Chromium has no sandbox and would refuse to start with one."""
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *as_root], headless=not is_shown)


@contextmanager
def chromium(*, is_shown: bool = False) -> Iterator[Browser]:
    """A browser for one journey; ended afterwards, whatever happened."""
    with sync_playwright() as playwright:
        browser = launch(playwright, is_shown=is_shown)
        try:
            yield browser
        finally:
            browser.close()


class People:
    """Each person has a browser context of their own: cookies, language, screen."""

    def __init__(self, browser: Browser, site: Site, *, has_phone: bool = False) -> None:
        self.browser, self.site, self.size = browser, site, PHONE if has_phone else DESK
        self.contexts: list[BrowserContext] = []

    def comes(self) -> Page:
        """Somebody with an empty browser. A certificate that nobody trusts is taken on this machine only."""
        context = self.browser.new_context(
            locale=self.site.language, viewport=self.size, reduced_motion="reduce", ignore_https_errors=self.site.is_here,  # type: ignore[arg-type]
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        return context.new_page()

    def go(self) -> None:
        """Everybody closes the browser."""
        for context in self.contexts:
            context.close()
