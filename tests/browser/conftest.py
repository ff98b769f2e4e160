"""A server for the browser: Django's live server, the simulator over HTTP, webhooks delivered for real."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from casaora.demo.scenes import Stage
from casaora.kit import clock
from casaora.stripe.simulator import Simulator
from casaora.stripe.simulator.server import Server
from tests.browser.deployed import collected, deployed

__all__ = ["collected", "deployed"]


class World:
    """The server's address, the stage, and people's browsers; complaints of any page fail the test at its end."""

    def __init__(self, url: str, stage: Stage, browser: Browser, server: Server) -> None:
        self.url, self.stage, self.browser, self.server = url, stage, browser, server
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    def person(self, *, language: str = "en", scripts: bool = True, phone: bool = False) -> Page:
        """A new browser of somebody; every console error or refused resource is remembered."""
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
        context = self.browser.new_context(
            java_script_enabled=scripts, locale=language, viewport=size, reduced_motion="reduce"  # type: ignore[arg-type]
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()

        def heard(message: ConsoleMessage) -> None:
            if message.type == "error" or "Content Security Policy" in message.text:
                self.complaints.append(f"{page.url}: {message.text}")

        page.on("console", heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def close(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def world(
    transactional_db: None, live_server: object, chromium: Browser, at: datetime, settings: django_settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Everything real but the clock's hand: the web answers as the web role, the processor is an HTTP server of its own."""
    clock.set_to(at)
    url: str = live_server.url  # type: ignore[attr-defined]
    simulator = Simulator(secrets=settings.STRIPE_WEBHOOK_SECRETS)
    with Server(simulator, port=0, webhook_url=f"{url}/webhooks/stripe/") as server:
        settings.SITE_URL = url
        settings.STRIPE_API_BASE = server.url
        settings.CSRF_TRUSTED_ORIGINS = [url]
        policy = {k: dict(v) for k, v in settings.CONTENT_SECURITY_POLICY.items()}
        policy["DIRECTIVES"]["form-action"] = [*policy["DIRECTIVES"]["form-action"], server.url]
        settings.CONTENT_SECURITY_POLICY = policy
        world = World(url, Stage(simulator, at), chromium, server)
        yield world
        world.close()
        assert world.complaints == []
