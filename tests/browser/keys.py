"""Somebody without a mouse: Tab, Enter, Space and the arrows, and the eye follows where they are."""

from __future__ import annotations

from playwright.sync_api import Page as Tab

from tests.browser.pages.looking import LOOKING

#: How many times a person presses Tab before she gives up.
PATIENCE = 160
IS_ON = "(selector) => document.activeElement.matches(selector) && document.activeElement.checkVisibility()"


class Keys:
    """The keyboard of one tab. Each stop must be seen: a ring around it, and it on the screen."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def to(self, selector: str) -> None:
        """Press Tab until the focus is on what a selector names."""
        for _ in range(PATIENCE):
            self.tab.keyboard.press("Tab")
            where = self.tab.evaluate(f"() => {{ {LOOKING}; return ways.focus(); }}")
            if where["html"].startswith("<body"):  # past the end: the browser's own bar, and around again
                continue
            assert where["shown"], f"{self.tab.url}: nothing shows that the focus is on {where['html']}"
            assert where["seen"], f"{self.tab.url}: the focus is outside the screen, on {where['html']}"
            if self.tab.evaluate(IS_ON, selector):
                return
        raise AssertionError(f"{self.tab.url}: Tab does not lead to {selector}")

    def press(self, *keys: str) -> None:
        """One after the other."""
        for key in keys:
            self.tab.keyboard.press(key)

    def follow(self, selector: str) -> None:
        """Go there, press Enter, and wait for the page to which it leads."""
        self.to(selector)
        with self.tab.expect_navigation():
            self.press("Enter")

    def write(self, selector: str, words: str) -> None:
        """Go there and type."""
        self.to(selector)
        self.tab.keyboard.type(words)
