"""The gateway's part about the bank's disputes: read, listed, answered. A module of its own for its length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from casaora.stripe import reading
from casaora.stripe.answers import Dispute
from casaora.stripe.gateway import _ask, _keyed, _pages


def list_disputes(since: datetime, until: datetime) -> Iterator[Dispute]:
    """Every dispute opened from ``since`` to just before ``until``, newest first, with the movements it has caused."""
    made = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
    return _pages(reading.dispute_from, lambda v1, params: v1.disputes.list(params), created=made)


def submit_evidence(dispute_id: str, *, evidence: Mapping[str, str], key: str) -> Dispute:
    """Send what the bank should know. It is read once: what is sent later is often not looked at. Refused when it is closed."""
    params: Any = {"evidence": dict(evidence), "submit": True}
    return _ask(reading.dispute_from, lambda v1: v1.disputes.update(dispute_id, params, _keyed(key)))
