"""The house as it is deployed, in this process: hashed and compressed files by WhiteNoise, a server with a thread a connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import override_settings
from django.test.testcases import LiveServerThread

from casaora.help.texts import text

FILES = {"BACKEND": "casaora.design.storage.WholeStylesheets"}


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of static files as a release makes it, made once."""
    folder = str(tmp_path_factory.mktemp("static"))
    with override_settings(STATIC_ROOT=folder, STORAGES=_stores()):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def _stores() -> dict[str, Any]:
    from django.conf import settings

    return {**settings.STORAGES, "staticfiles": FILES}


@pytest.fixture
def deployed(collected: str, settings: LazySettings, transactional_db: None) -> Iterator[str]:
    """The address of the house; everything else is as in any test, the clock and the database too."""
    settings.STATIC_ROOT, settings.STORAGES = collected, _stores()
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    settings.ROOT_URLCONF = "tests.browser.urls"
    thread = LiveServerThread("127.0.0.1", lambda handler: handler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    url = f"http://127.0.0.1:{thread.port}"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "127.0.0.1"]
    settings.SITE_URL, settings.CSRF_TRUSTED_ORIGINS = url, [url]
    text.cache_clear()  # articles name files as they were called when they were first drawn
    yield url
    thread.terminate()
    text.cache_clear()
