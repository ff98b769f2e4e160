"""What a household's card paid for a visit and what came back, from the ledger alone: each with its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bookings.lifecycle.models import Booking
from bookings.payments.models import Payment
from bookings.supplements.models import Supplement
from casaora.kit.acting import reading_as_verb
from casaora.kit.money import Money
from payouts.ledger.models import Account, Posting

#: Kind of entry → what was paid for. Of each the processor's side is what left the card.
PAID = {"capture": Payment.VISIT, "tip": Payment.TIP, "extra_time": Payment.EXTRA_TIME}
#: What came back to the card; to the household by another way; what its bank gave back itself.
TO_CARD, BY_TRANSFER, BY_BANK = ("refund", "tip_refund", "goodwill"), "given_by_bank", "dispute_lost"
_SOURCES = {**dict.fromkeys((*PAID, *TO_CARD), Account.PROCESSOR_CASH), BY_TRANSFER: Account.OPERATOR_BANK, BY_BANK: Account.DISPUTED}


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that left the card (``kind`` in PAID's values) or came back (``card``, ``transfer``, ``bank``); always positive."""

    kind: str
    at: datetime
    amount: Money
    is_paid: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """All movements of a visit and of what stood beside it, oldest first, and their sums."""

    movements: tuple[Movement, ...]
    paid: Money
    returned: Money

    @property
    def net(self) -> Money:
        """What the household has paid in the end."""
        return self.paid - self.returned


def of(booking: Booking) -> Sums:
    """The movements of a booking's household. Two statements; nothing where only a hold was placed."""
    beside = list(Supplement.objects.filter(booking=booking, paid_at__isnull=False).values_list("reference", flat=True))
    with reading_as_verb():
        legs = Posting.objects.filter(entry__subject__in=[booking.reference, *beside], currency=booking.currency)
        rows = list(legs.values_list("entry__kind", "entry__reference", "account", "amount_minor", "entry__at").order_by("entry__at", "pk"))
    bounced = {reference for kind, reference, *_rest in rows if kind == "refund_failed"}
    found = []
    for kind, reference, account, minor, at in rows:
        if _SOURCES.get(kind) != account or (kind in TO_CARD and reference in bounced):
            continue
        is_paid = kind in PAID
        way = PAID.get(kind) or {BY_TRANSFER: "transfer", BY_BANK: "bank"}.get(kind, "card")
        found.append(Movement(way, at, Money(minor if is_paid else -minor, booking.currency), is_paid))
    zero = Money.zero(booking.currency)
    paid, returned = sum((m.amount for m in found if m.is_paid), zero), sum((m.amount for m in found if not m.is_paid), zero)
    return Sums(tuple(m for m in found if m.amount), paid, returned)
