"""The port for product analytics: what people did, counted without their names, and only of those who agreed to it.

Nothing is written, and nothing leaves, unless ``settings.POSTHOG_KEY`` is set. Whether somebody agreed is asked of
``settings.ANALYTICS_CONSENT`` (a dotted path of ``function(person_id) -> bool``). What leaves goes through the outbox.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from casaora.kit import events, outbox


def record(name: str, *, person_id: int | None, at: datetime, key: str, **properties: str | int | bool) -> None:
    """Count an event of a person who agreed, in the caller's transaction. ``key`` makes it the same thing when it is told twice."""
    if not settings.POSTHOG_KEY or person_id is None or not import_string(settings.ANALYTICS_CONSENT)(person_id):
        return
    payload: dict[str, Any] = {
        "event": name, "distinct_id": alias(person_id), "timestamp": at.isoformat(),
        "properties": {**properties, "source": events.source.get(), "environment": settings.ENVIRONMENT, "$process_person_profile": False, "$ip": None},
    }  # fmt: skip
    outbox.put(topic="analytics", key=f"analytics:{key}"[:160], payload=payload, at=at)


def alias(person_id: int) -> str:
    """The same person is the same word, and nobody outside can tell who it is."""
    return hmac.new(settings.SECRET_KEY.encode(), f"analytics:{person_id}".encode(), hashlib.sha256).hexdigest()[:32]
