"""The gateway's lists of what the processor has, for comparing its books with ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from casaora.stripe import reading
from casaora.stripe.answers import BalanceTransaction, Hold, Refund, Transfer
from casaora.stripe.gateway import _ask, _pages

#: What a movement is of comes with it: of a reversal one must know the transfer.
_WITH_SOURCE = ["data.source"]


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


def list_movements(since: datetime, until: datetime | None = None) -> Iterator[BalanceTransaction]:
    """Every movement of our balance made from ``since`` to just before ``until`` (until now without it), newest first, with its source."""
    made: dict[str, Any] = _made(since, until) if until else {"gte": int(since.timestamp())}
    return _pages(reading.movement_from, lambda v1, params: v1.balance_transactions.list(params), created=made, expand=_WITH_SOURCE)


def movements_of(source_id: str) -> list[BalanceTransaction]:
    """Every movement of one charge, refund, transfer, reversal or payout. Refused where the processor has no such thing."""
    call: Any = lambda v1, params: v1.balance_transactions.list(params)  # noqa: E731
    return list(_pages(reading.movement_from, call, source=source_id, expand=_WITH_SOURCE))


def read_transfer(transfer_id: str) -> Transfer:
    """One transfer, with what came back of it."""
    return _ask(reading.transfer_from, lambda v1: v1.transfers.retrieve(transfer_id))


def _made(since: datetime, until: datetime) -> dict[str, int]:
    return {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
