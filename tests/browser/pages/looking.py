"""A walk along the street: every page opened as each of its people, looked at in every light and width, and what was found."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polib
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage
from playwright.sync_api import Page as Tab

from tests.accounts.staff import enter
from tests.browser.pages.registry import Page
from tests.browser.pages.street import Street

AXE_VERSION = AXE_SCRIPT.split("axe v", 1)[1].split()[0]
LOOKING = (Path(__file__).parent / "looking.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Nothing is fetched again: the page's policy would refuse it, and every sheet is of our own origin.
#: What a control is called begins with what is written on it (2.5.3): axe counts that rule as an experiment, and does not ask it of itself.
AXE = json.dumps({"runOnly": RULES, "resultTypes": ["violations"], "preload": False, "rules": {"label-content-name-mismatch": {"enabled": True}}})
#: What Django's own change forms have and we do not draw: an empty head above a column of hidden keys, tables that scroll on telephones.
DJANGOS = {"empty-table-header", "scrollable-region-focusable"}
HEIGHTS = {1280: 900, 640: 900, 390: 844, 320: 640}
#: A language is called in itself.
OWN_NAMES = {"English"}
LANGS = {"en": "en", "es": "es-CO"}
CATALOG = polib.pofile(str(Path(__file__).resolve().parents[3] / "casaora/locale/es/LC_MESSAGES/django.po"))
VALUE = re.compile(r"%\(\w+\)[sd]|%%")


@dataclass(frozen=True)
class Look:
    """How the page is held: so wide, by day or by night."""

    width: int
    scheme: str


@dataclass(frozen=True)
class Finding:
    """What is wrong, where."""

    page: str
    kind: str
    says: str

    def __str__(self) -> str:
        return f"{self.page}: {self.kind}: {self.says}"


def english() -> tuple[set[str], set[str]]:
    """Sentences whose Spanish reads otherwise: whole ones, and long pieces of those that hold values."""
    whole, pieces, spanish = set(), set(), "\n".join(e.msgstr or "\n".join(e.msgstr_plural.values()) for e in CATALOG)
    for entry in CATALOG:
        for said in filter(None, (entry.msgid, entry.msgid_plural)):
            if VALUE.search(said):
                pieces |= {p.strip() for p in VALUE.split(said) if len(p.strip()) >= 18 and p.strip() not in spanish}
            elif entry.msgstr != said and said not in spanish:
                whole.add(" ".join(said.split()))
    return whole, pieces


@dataclass
class Walk:
    """One browser, one language, everybody's contexts. ``findings`` fills as pages are opened."""

    browser: Browser
    url: str
    street: Street
    language: str
    findings: list[Finding] = field(default_factory=list)
    titles: dict[str, set[str]] = field(default_factory=dict)
    #: Each page, and how many looks axe had at it.
    looked: Counter[str] = field(default_factory=Counter)
    people: dict[str, BrowserContext] = field(default_factory=dict)
    #: Also motion, focus, widths and refused forms: they are the same in both languages, and Spanish has the longer words.
    is_thorough: bool = True
    at: str = ""

    def __post_init__(self) -> None:
        self.whole, self.pieces = english()

    def along(self, pages: Iterable[Page], looks: list[Look]) -> list[Finding]:
        """Open each and look; everything that was found."""
        for page in pages:
            self.at = f"{self.language} {page.name}"
            tab = self.tab(page)
            try:
                self.open(tab, page)
                self.look(tab, looks)
                self.once(tab, page)
            except Exception as error:
                self.found("did not open", str(error).split("\n")[0])
            if page.way:
                tab.context.close()
            else:
                tab.close()
        for title, views in self.titles.items():
            if len(views) > 1:
                self.findings.append(Finding(f"{self.language} {sorted(views)}", "one title for several pages", title))
        return self.findings

    def found(self, kind: str, says: str) -> None:
        """Note it."""
        self.findings.append(Finding(self.at, kind, says))

    def tab(self, page: Page) -> Tab:
        """A tab of the person's browser; who has a way to go gets a browser of their own."""
        context = None if page.way else self.people.get(page.who)
        if context is None:
            context = self.context(page.who)
            if not page.way:
                self.people[page.who] = context
        tab = context.new_page()
        tab.on("console", self.heard)
        tab.on("pageerror", lambda error: self.found("script", str(error)))
        return tab

    def context(self, who: str) -> BrowserContext:
        """A browser of the person's own, signed in."""
        context = self.browser.new_context(locale=self.language, reduced_motion="reduce")
        context.set_default_timeout(15_000)
        if who != "visitor":
            context.add_cookies([{"name": "sessionid", "value": self.session(who), "url": self.url}])
        return context

    def session(self, who: str) -> str:
        """The person is signed in; staff with their second key."""
        client, person = Client(), self.street.people[who]
        if who == "staff":
            enter(client, person)
            session = client.session  # a moment ago, for as long as the walk lasts: no page asks once more
            session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() + 3600, "type": "totp", "reauthenticated": True}]
            session.save()
        else:
            client.force_login(person)
        return client.cookies["sessionid"].value

    def heard(self, message: ConsoleMessage) -> None:
        """What the browser complains of, but for the status that the page was opened for."""
        if (message.type == "error" and "Failed to load resource" not in message.text) or "Content Security Policy" in message.text:
            self.found("console", message.text)

    def open(self, tab: Tab, page: Page) -> None:
        """By its way or its address, wide and by day."""
        tab.set_viewport_size({"width": 1280, "height": 900})
        path = page.path(self.street, self.language)
        if page.way:
            page.way(tab, f"{self.url}/{self.language}", self.street)
        else:
            answer = tab.goto(self.url + path)
            assert answer is not None
            if answer.status != page.status:
                self.found("status", f"{answer.status}, not {page.status}")
        there = urlsplit(tab.url)
        if there.path != urlsplit(path).path:
            self.found("led elsewhere", there.path)

    def look(self, tab: Tab, looks: list[Look]) -> None:
        """axe, and whether anything sticks out, in every light and width asked for."""
        tab.evaluate(AXE_SCRIPT)
        for look in looks:
            tab.emulate_media(color_scheme=look.scheme, reduced_motion="reduce")
            tab.set_viewport_size({"width": look.width, "height": HEIGHTS[look.width]})
            for violation in tab.evaluate(f"axe.run({AXE}).then((r) => r.violations)"):
                if violation["id"] in DJANGOS and "/admin/" in tab.url:
                    continue
                nodes = "; ".join(f"{' '.join(map(str, node['target']))} {node['html'][:120]}" for node in violation["nodes"][:3])
                self.found(f"axe {violation['id']}", f"{look.width} {look.scheme}: {len(violation['nodes'])} × {nodes}")
            self.looked[self.at] += 1

    def once(self, tab: Tab, page: Page) -> None:
        """What does not depend on the light."""
        self.words(self.ask(tab, "facts"), page)
        if not self.is_thorough:
            return
        for kind, answer in (("moves", self.ask(tab, "moving")), ("shows no focus", self.unfocused(tab))):
            for says in answer:
                self.found(kind, says)
        if not page.is_english:  # a workbench is as wide as its pieces
            self.widths(tab)
        if page.form:
            self.refuse(tab, page)

    def words(self, facts: dict[str, Any], page: Page) -> None:
        """The head is right, ids are there once, and Spanish pages are in Spanish."""
        if facts["lang"] not in (LANGS[self.language], *([self.language] if page.view.startswith("admin:") else [])):
            self.found("language", facts["lang"])
        if not facts["title"].strip():
            self.found("title", "empty")
        self.titles.setdefault(f"{page.who}: {facts['title']}", set()).add(page.view)
        for twice in facts["twice"]:
            self.found("id twice", twice)
        if self.language == "es" and not page.is_english:
            for text in set(facts["texts"]) - OWN_NAMES:
                if text in self.whole or any(piece in text for piece in self.pieces):
                    self.found("untranslated", text)

    def unfocused(self, tab: Tab) -> list[str]:
        """As with the Tab key: the browser draws a ring for the keyboard only."""
        tab.keyboard.press("Tab")
        return list(self.ask(tab, "unfocused"))

    def widths(self, tab: Tab) -> None:
        """The narrowest telephone and the usual one; with letters twice as large, the room that the narrowest has."""
        for width, size in ((320, "100%"), (390, "100%"), (640, "200%")):
            tab.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            tab.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
            if sticks := self.ask(tab, "sideways"):
                self.found(f"sideways at {width}, text {size}", sticks)
        tab.evaluate("document.documentElement.style.fontSize = ''")

    def refuse(self, tab: Tab, page: Page) -> None:
        """Sent empty, the form comes back and says what is missing."""
        form = tab.locator(page.form).first
        for box in form.locator("input:visible:not([type=checkbox], [type=radio], [type=hidden], [type=file]), textarea:visible").all():
            box.fill("")
        with tab.expect_navigation():
            form.locator("button:not([tabindex='-1']):visible").last.click()
        for says in self.ask(tab, "refused"):
            self.found("a refused form", says)
        if not re.match(r"Error: ", tab.title()):
            self.found("a refused form", f"the title is “{tab.title()}”")
        tab.evaluate(AXE_SCRIPT)
        for violation in tab.evaluate(f"axe.run({AXE}).then((r) => r.violations)"):
            self.found(f"axe {violation['id']}", "after a refusal: " + "; ".join(node["html"][:120] for node in violation["nodes"][:3]))

    def ask(self, tab: Tab, what: str) -> Any:
        """One of the functions of looking.js."""
        return tab.evaluate(f"async () => {{ {LOOKING}; return await ways.{what}(); }}")
