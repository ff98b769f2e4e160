"""A pytest plugin, loaded before Django's settings: real PostgreSQL and Valkey for the tests, in a cluster that forgets."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "casaora.settings"
os.environ["ENVIRONMENT"] = "test"
os.environ["CASAORA_PROCESS"] = "service"
os.environ["REQUEST_ROLE"] = "casaora_web"  # tests arrange as the service; requests become the web role
os.environ.setdefault("SITE_URL", "http://testserver")
# The suite's own worker number keeps what it puts into Valkey apart; PostgreSQL gets a database for each worker.
os.environ["KEY_PREFIX"] = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

from casaora.local import environment

if "PYTEST_XDIST_WORKER" not in os.environ:
    environment.prepare("test")  # the workers inherit the URLs
