"""What a deployed process refuses to start with, all of it said at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

#: Names of this machine that lead nowhere else.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(url: str) -> bool:
    """Whether an address leads to this very machine."""
    return urlsplit(url).hostname in LOOPBACK


def is_rehearsal(environment: str, site_url: str, hosts: Sequence[str]) -> bool:
    """Staging that nobody but this machine can reach: it may have the simulator and a demo clock, so that `make smoke` can run as deployed."""
    return environment == "staging" and is_loopback(site_url) and bool(hosts) and LOOPBACK.issuperset(hosts)


def problems(settings: Mapping[str, Any], environment: Mapping[str, str]) -> list[str]:
    """One sentence for each unsafe setting of a staging or production process."""
    live = settings["ENVIRONMENT"] == "production"
    rehearses = is_rehearsal(settings["ENVIRONMENT"], settings["SITE_URL"], settings["ALLOWED_HOSTS"])
    key, secret = settings["STRIPE_SECRET_KEY"], settings["SECRET_KEY"]
    tests = {
        "DEBUG must be off": settings["DEBUG"],
        "SECRET_KEY must have at least 40 characters and be no example": len(secret) < 40 or len(set(secret)) < 10 or "example" in secret,
        "ALLOWED_HOSTS must name the hosts, without *": not settings["ALLOWED_HOSTS"] or "*" in settings["ALLOWED_HOSTS"],
        "SITE_URL must begin with https://": not settings["SITE_URL"].startswith("https://"),
        "DEMO_CLOCK must not be set: nobody moves time here": bool(settings["DEMO_CLOCK"]) and not rehearses,
        "STRIPE_API_BASE must not be set: money goes to the processor itself": bool(settings["STRIPE_API_BASE"])
        and not (rehearses and is_loopback(settings["STRIPE_API_BASE"])),
        "STRIPE_SECRET_KEY must be a live key in production": live and not key.startswith(("sk_live_", "rk_live_")),
        "STRIPE_SECRET_KEY must be a test key outside production": not live and not key.startswith(("sk_test_", "rk_test_")),
        "STRIPE_WEBHOOK_SECRETS must hold whole secrets that begin with whsec_": not settings["STRIPE_WEBHOOK_SECRETS"]
        or any(not s.startswith("whsec_") or len(s) < 20 for s in settings["STRIPE_WEBHOOK_SECRETS"]),
        "DATABASE_URL and DATABASE_SERVICE_URL must be two logins": _login(environment, "DATABASE_URL")
        == _login(environment, "DATABASE_SERVICE_URL"),
        "DATABASE_REPLICA_URL must be the login of DATABASE_URL: policies are its own": bool(environment.get("DATABASE_REPLICA_URL"))
        and _login(environment, "DATABASE_REPLICA_URL") != _login(environment, "DATABASE_URL"),
        "RATELIMIT_ENABLE must be on": not settings["RATELIMIT_ENABLE"],
        "EMAIL_URL must name a mail server": not str(settings["EMAIL_BACKEND"]).endswith("smtp.EmailBackend"),
        "REQUEST_ROLE is for tests: DATABASE_URL already logs in as the web role": bool(settings["REQUEST_ROLE"]),
    }
    return [sentence for sentence, is_wrong in tests.items() if is_wrong]


def _login(environment: Mapping[str, str], name: str) -> str | None:
    return urlsplit(environment.get(name, "")).username


def refuse_unsafe(settings: Mapping[str, Any], environment: Mapping[str, str]) -> None:
    """Raise ImproperlyConfigured with every problem; called by the settings of a deployed process."""
    found = problems(settings, environment)
    if found:
        raise ImproperlyConfigured("Casaora does not start like this:\n- " + "\n- ".join(found))
