"""What a deployed process refuses to start with, and that nobody starts the open environment by forgetting to name one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from casaora.safety import problems

SAFE: dict[str, Any] = {
    "ENVIRONMENT": "production", "DEBUG": False, "SECRET_KEY": "q8Zr-2nVw_" * 6, "ALLOWED_HOSTS": ["casaora.co"], "SITE_URL": "https://casaora.co",
    "DEMO_CLOCK": "", "STRIPE_API_BASE": "", "STRIPE_SECRET_KEY": "sk_live_x", "STRIPE_WEBHOOK_SECRETS": ["whsec_" + "a1" * 16],
    "RATELIMIT_ENABLE": True, "REQUEST_ROLE": None, "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}  # fmt: skip
LOGINS = {"DATABASE_URL": "postgresql://casaora_web:a@db/casaora", "DATABASE_SERVICE_URL": "postgresql://casaora_service:b@db/casaora"}


def test_a_safe_process_starts() -> None:
    assert problems(SAFE, LOGINS) == []


@pytest.mark.parametrize(("name", "value"), [
    ("DEBUG", True), ("SECRET_KEY", "short"), ("SECRET_KEY", "a" * 60), ("SECRET_KEY", "example-" + "q8Zr-2nVw_" * 6), ("ALLOWED_HOSTS", ["*"]),
    ("ALLOWED_HOSTS", []), ("SITE_URL", "http://casaora.co"), ("DEMO_CLOCK", "/tmp/clock"), ("STRIPE_API_BASE", "http://127.0.0.1:8010"),
    ("STRIPE_SECRET_KEY", "sk_test_x"), ("STRIPE_WEBHOOK_SECRETS", []), ("STRIPE_WEBHOOK_SECRETS", ["secret"]),
    ("STRIPE_WEBHOOK_SECRETS", ["whsec_"]), ("RATELIMIT_ENABLE", False), ("REQUEST_ROLE", "casaora_web"),
    ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend"), ("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend"),
])  # fmt: skip
def test_each_unsafe_setting_is_named(name: str, value: Any) -> None:
    found = problems({**SAFE, name: value}, LOGINS)
    assert len(found) == 1
    assert name.split("_")[0] in found[0]


def test_live_keys_do_not_start_in_staging() -> None:
    assert len(problems({**SAFE, "ENVIRONMENT": "staging"}, LOGINS)) == 1


#: What `make smoke` starts on this machine.
REHEARSAL = {
    "ENVIRONMENT": "staging", "ALLOWED_HOSTS": ["127.0.0.1"], "SITE_URL": "https://127.0.0.1:8443", "STRIPE_SECRET_KEY": "sk_test_x",
    "STRIPE_API_BASE": "http://127.0.0.1:8010", "DEMO_CLOCK": "/tmp/clock",
}  # fmt: skip


def test_a_staging_that_only_this_machine_reaches_may_have_the_simulator_and_a_demo_clock() -> None:
    assert problems({**SAFE, **REHEARSAL}, LOGINS) == []


@pytest.mark.parametrize(("changed", "refused"), [
    ({"ENVIRONMENT": "production", "STRIPE_SECRET_KEY": "sk_live_x"}, {"DEMO_CLOCK", "STRIPE_API_BASE"}),
    ({"SITE_URL": "https://staging.casaora.co"}, {"DEMO_CLOCK", "STRIPE_API_BASE"}),
    ({"SITE_URL": "https://127.0.0.1.casaora.co"}, {"DEMO_CLOCK", "STRIPE_API_BASE"}),
    ({"SITE_URL": "https://127.0.0.1@casaora.co"}, {"DEMO_CLOCK", "STRIPE_API_BASE"}),
    ({"ALLOWED_HOSTS": ["127.0.0.1", "staging.casaora.co"]}, {"DEMO_CLOCK", "STRIPE_API_BASE"}),
    ({"STRIPE_API_BASE": "https://10.0.0.7:8010"}, {"STRIPE_API_BASE"}),
    ({"STRIPE_API_BASE": "http://localhost.casaora.co"}, {"STRIPE_API_BASE"}),
    ({"SITE_URL": "http://127.0.0.1:8443"}, {"SITE_URL"}),
])  # fmt: skip
def test_no_other_deployed_process_has_them(changed: dict[str, Any], refused: set[str]) -> None:
    assert {sentence.split()[0] for sentence in problems({**SAFE, **REHEARSAL, **changed}, LOGINS)} == refused


@pytest.mark.parametrize("web", ["postgresql://casaora_service:b@db/casaora", "postgresql://casaora_service:b@db/casaora?sslmode=require"])
def test_the_web_does_not_log_in_as_the_service(web: str) -> None:
    assert len(problems(SAFE, {**LOGINS, "DATABASE_URL": web})) == 1


def test_the_replica_is_read_by_the_webs_login() -> None:
    replica = {name: f"postgresql://{name}:x@copy/casaora" for name in ("casaora_web", "casaora_service")}
    assert problems(SAFE, {**LOGINS, "DATABASE_REPLICA_URL": replica["casaora_web"]}) == []
    assert len(problems(SAFE, {**LOGINS, "DATABASE_REPLICA_URL": replica["casaora_service"]})) == 1


def test_without_a_named_environment_nothing_starts() -> None:
    """Local means a page with everybody's mail and codes: it must be asked for."""
    environment = {name: value for name, value in os.environ.items() if name != "ENVIRONMENT"}
    root = Path(__file__).resolve().parents[2]
    made = subprocess.run([sys.executable, "-c", "import casaora.settings"], cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode != 0
    assert "ENVIRONMENT" in made.stderr
