"""Whether the money for the open batches is there: what they need, and what the processor says that we have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count, Sum

from casaora.kit.acting import reading_as_verb
from casaora.stripe import gateway
from payouts.batches import process
from payouts.batches.models import Payout

OPEN = (process.AWAITING, process.APPROVED, process.SENDING)
#: Seconds for which a look at the balance is shown, with its age; after that nobody knows.
KEPT = 900
_KEY = "balance_seen"


@dataclass(frozen=True, slots=True)
class Seen:
    """What could be sent and what was on its way to us, in minor units by currency, when somebody looked."""

    at: datetime
    available: dict[str, int]
    pending: dict[str, int]


def needed() -> dict[str, tuple[int, int]]:
    """By currency, in minor units and in payouts, what the open batches have still to send. For an unclear transfer the money may have left."""
    with reading_as_verb():
        rows = Payout.objects.filter(batch__state__in=OPEN, state=process.PLANNED).values_list("currency").annotate(Sum("net_minor"), Count("pk"))
        return {currency: (int(minor), payouts) for currency, minor, payouts in rows.order_by("currency")}


def look(at: datetime) -> Seen:
    """Read our balance at the processor, now, and keep it for a quarter of an hour. Changes nothing there.

    Raises ProcessorError when there is no answer within the gateway's time limit; what was seen before is forgotten then.
    """
    cache.delete(_KEY)
    balance = gateway.read_balance()
    available, pending = ({part.currency: part.minor for part in parts} for parts in (balance.available, balance.pending))
    found = Seen(at, available, pending)
    cache.set(_KEY, {"at": at.isoformat(), "available": available, "pending": pending}, KEPT)
    return found


def seen() -> Seen | None:
    """What the last look found; None where nobody has looked in the last quarter of an hour."""
    kept = cache.get(_KEY)
    return Seen(datetime.fromisoformat(kept["at"]), kept["available"], kept["pending"]) if kept else None
