"""One Chromium for every test that is marked ``browser``; they share a worker, because Playwright's loop lives in its thread."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from casaora.smoke.browser import CHROMIUM, launch


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests where there is no browser – except in CI, which must have one."""
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("browser") is None:
            continue
        if CHROMIUM is None:
            if os.environ.get("CI"):
                raise pytest.UsageError("CI needs Chromium: .ci/run installs it")
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the session."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the ORM is used between the browser's calls, never during one
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
