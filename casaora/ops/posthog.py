"""The adapter of the analytics port: one HTTP request for each row of the outbox, in PostHog's capture format."""

from __future__ import annotations

import json
import urllib.request
from datetime import datetime
from typing import Any

from django.conf import settings

#: Seconds.
PATIENCE = 8


def deliver(payload: dict[str, Any], at: datetime) -> None:
    """Send one event. Raises OSError, so that the outbox tries again; dropped when the key was taken away meanwhile."""
    if not settings.POSTHOG_KEY:
        return
    body = json.dumps({"api_key": settings.POSTHOG_KEY, **payload}).encode()
    wanted = urllib.request.Request(f"{settings.POSTHOG_HOST}/i/v0/e/", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(wanted, timeout=PATIENCE) as answer:  # nosec B310: an operator's own setting
        answer.read(1000)
