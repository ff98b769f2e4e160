"""The gateway's lists of what the processor has, for comparing its books with ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from casaora.stripe import reading
from casaora.stripe.answers import Hold, Refund, Transfer
from casaora.stripe.gateway import _pages


def list_holds(since: datetime, until: datetime) -> Iterator[Hold]:
    """Every payment intent made from ``since`` to just before ``until``, newest first, with its latest charge."""
    return _pages(
        reading.hold_from, lambda v1, params: v1.payment_intents.list(params), created=_made(since, until), expand=["data.latest_charge"]
    )


def list_refunds(since: datetime, until: datetime) -> Iterator[Refund]:
    """Every refund made in that time."""
    return _pages(reading.refund_from, lambda v1, params: v1.refunds.list(params), created=_made(since, until))


def list_transfers(since: datetime, until: datetime) -> Iterator[Transfer]:
    """Every transfer made in that time."""
    return _pages(reading.transfer_from, lambda v1, params: v1.transfers.list(params), created=_made(since, until))


def _made(since: datetime, until: datetime) -> dict[str, int]:
    return {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
