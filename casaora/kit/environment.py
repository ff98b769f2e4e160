"""What the process was given: environment variables, of which a secret may be the name of a file instead.

``NAME_FILE=/run/secrets/name`` is read in place of ``NAME``. An environment is shown by tools that list processes and is
inherited by every child; a file has an owner. Whoever gives both is refused, because nobody could say which one counts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

#: Whatever opens a door. Each may be given as NAME_FILE.
SECRETS = (
    "SECRET_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL", "DATABASE_SERVICE_URL", "DATABASE_ADMIN_URL", "DATABASE_DIRECT_URL", "DATABASE_REPLICA_URL",
    "DATABASE_DRILL_URL", "REDIS_URL", "BROKER_URL", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "EMAIL_URL", "SENTRY_DSN", "METRICS_TOKEN",
    "ALARM_WEBHOOK_URL", "HEARTBEAT_URL", "POSTHOG_KEY", "SMOKE_PROFESSIONAL_PASSWORD", "SMOKE_MAILBOX",
)  # fmt: skip
#: A secret is a line. What is longer is the wrong file.
MOST = 8192


def problems(given: Mapping[str, str]) -> list[str]:
    """One sentence for each secret whose file cannot be used. Never says what is in the file."""
    return [said for said in (_problem(given, name) for name in SECRETS) if said]


def _problem(given: Mapping[str, str], name: str) -> str:
    file = given.get(f"{name}_FILE", "")
    if not file:
        return ""
    if given.get(name):
        return f"{name} and {name}_FILE are both set: keep one"
    try:
        text = _read(file)
    except (OSError, UnicodeDecodeError) as error:
        return f"{name}_FILE names {file}, which cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}"
    if not text:
        return f"{name}_FILE names {file}, which is empty"
    return f"{name}_FILE names {file}, which holds more than one line or {MOST} characters" if "\n" in text or len(text) > MOST else ""


def _read(file: str) -> str:
    with Path(file).open(encoding="utf-8") as source:
        return source.read(MOST + 2).strip()


def values(given: Mapping[str, str]) -> dict[str, str]:
    """The environment with each secret's file read. Raises ImproperlyConfigured with every problem."""
    wrong = problems(given)
    if wrong:
        raise ImproperlyConfigured("Secrets by files:\n- " + "\n- ".join(wrong))
    return {**given, **{name: _read(given[f"{name}_FILE"]) for name in SECRETS if given.get(f"{name}_FILE")}}


def read() -> environ.Env:
    """This process's environment, for settings and for commands that run without them."""
    env = environ.Env()
    env.ENVIRON = values(os.environ)
    return env
