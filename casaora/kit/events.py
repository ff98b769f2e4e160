"""What happened, as one structured line each: never a person's data, only references."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Any

log = logging.getLogger("casaora.events")
#: Where the present work came from: web, cron, webhook, admin or command.
source: ContextVar[str] = ContextVar("source", default="command")
#: The request that caused it, carried from web through task and webhook.
request_id: ContextVar[str] = ContextVar("request_id", default="")

ALLOWED = frozenset({
    "booking", "professional", "payment", "payout", "batch", "transfer", "entry", "event", "event_type", "job", "count", "failed",
    "seconds", "reason", "outcome", "code", "step", "category", "market", "city", "attempt", "earning", "notice", "difference", "kind", "status",
    "amount_minor", "currency", "method", "path_name", "user", "dispute",
})  # fmt: skip


def emit(name: str, *, level: int = logging.INFO, **fields: Any) -> None:
    """Write an event. Field names are a closed list, so that no personal data slips in by accident."""
    unknown = set(fields) - ALLOWED
    if unknown:
        raise ValueError(f"events do not carry {sorted(unknown)}")
    log.log(level, name, extra={"event_name": name, "source": source.get(), "request_id": request_id.get(), **fields})
