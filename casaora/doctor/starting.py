"""Can Django start with this environment, and what does it say if not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from casaora.doctor.findings import Finding, Findings, error, good, warning
from casaora.doctor.reasons import reason


def start() -> tuple[Findings, bool]:
    """Start Django as any command would. What it refused, each with its reason; and whether it runs."""
    try:
        import django

        django.setup()
        from django.core.checks import Error, run_checks

        wrong = [message for message in run_checks() if isinstance(message, Error) or message.level >= 40]
    except ImproperlyConfigured as refused:
        return _refused(str(refused)), False
    except Exception as other:  # whatever it is, the reader is told which, and the other examinations go on
        return [error("start", f"Django does not start: {type(other).__name__}: {other}", "No process starts.",
                      "Read the last line; if it names a module, the packages of requirements/base.txt are not all installed.")], False  # fmt: skip
    if wrong:
        return [error(str(message.id), str(message.msg), "manage.py migrate and each start of a release refuse it.", str(message.hint or "Correct the code."))
                for message in wrong], True  # fmt: skip
    return [good("start", "Django starts, and its system checks are clean"), *_sensible()], True


def _refused(text: str) -> Findings:
    """Settings say all that is unsafe at once, a line each; anything else is one sentence."""
    sentences = [line[2:] for line in text.splitlines() if line.startswith("- ")] or [text]
    return [error(_name(sentence), sentence, *reason(_name(sentence))) for sentence in sentences]


def _name(sentence: str) -> str:
    found = re.search(r"[A-Z][A-Z]+(?:_[A-Z]+)*", sentence)
    return found.group() if found else "start"


def _sensible() -> Findings:
    """What starts and is probably not meant. Only asked of a deployed process."""
    from django.conf import settings

    if not settings.IS_DEPLOYED:
        return []
    seen: Mapping[str, tuple[bool, str]] = {
        "ALLOWED_HOSTS": (not _is_allowed(urlsplit(settings.SITE_URL).hostname or "", settings.ALLOWED_HOSTS), "the host of SITE_URL is not in ALLOWED_HOSTS: links in mails lead to an error"),
        "TRUSTED_PROXIES": (not 1 <= settings.TRUSTED_PROXIES <= 3, f"TRUSTED_PROXIES is {settings.TRUSTED_PROXIES}"),
        "STRIPE_WEBHOOK_SECRETS": (len(settings.STRIPE_WEBHOOK_SECRETS) < 2, "STRIPE_WEBHOOK_SECRETS holds one secret, and there are two endpoints"),
        "DEFAULT_FROM_EMAIL": ("example" in settings.DEFAULT_FROM_EMAIL, "DEFAULT_FROM_EMAIL is the example's address"),
        "SENTRY_DSN": (not settings.SENTRY_DSN, "SENTRY_DSN is empty"),
        "SECURE_SSL_REDIRECT": (not settings.SECURE_SSL_REDIRECT, "SECURE_SSL_REDIRECT is off"),
        "EMAIL_URL": (not (settings.EMAIL_CONFIG.get("EMAIL_USE_TLS") or settings.EMAIL_CONFIG.get("EMAIL_USE_SSL")) and bool(settings.EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD")), "EMAIL_URL sends its password without TLS"),
    }  # fmt: skip
    return [_weigh(name, sentence) for name, (is_odd, sentence) in seen.items() if is_odd]


def _weigh(name: str, sentence: str) -> Finding:
    return (error if name == "ALLOWED_HOSTS" else warning)(name, sentence, *reason(name))


def _is_allowed(host: str, allowed: list[str]) -> bool:
    from django.http.request import validate_host

    return validate_host(host, allowed)
