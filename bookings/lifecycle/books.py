"""What the ledger says of a booking, for its two people: where the money is, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bookings.lifecycle import process
from bookings.lifecycle.models import Booking
from bookings.payments.disputes import said_of
from casaora.kit.acting import reading_as_verb
from casaora.kit.money import Money
from casaora.kit.steps import By
from payouts.batches.statements import Sent, sent_of
from payouts.ledger.models import Posting

ENDED_EARLY = (process.DECLINED, process.EXPIRED, process.CANCELED, process.PAYMENT_FAILED)


@dataclass(frozen=True, slots=True)
class Books:
    """Amounts in the booking's currency, zero where nothing was posted. ``held`` and ``payable`` are hers, less what went back of them."""

    captured: Money
    refunded: Money
    held: Money
    payable: Money
    payable_at: datetime | None
    sent: Sent
    #: What banks gave back for good; what would go back if a bank had not the payment; whether one has it, or asks about it.
    lost: Money
    waiting: Money
    question: str

    @property
    def kept(self) -> Money:
        """What of the price is hers, now or when it has cleared."""
        return self.held or self.payable

    @property
    def left(self) -> Money:
        """What of the price neither went back to the card nor was taken by a bank for good."""
        return max(self.captured - self.refunded - self.lost, Money.zero(self.captured.currency))


def books(booking: Booking) -> Books:
    """One query over the postings of the booking's entries, and one more when a payout may have them; in a verb: the ledger is not for web."""
    with reading_as_verb():
        rows = Posting.objects.filter(entry__subject=booking.reference, currency=booking.currency)
        found = list(rows.values_list("entry__kind", "account", "amount_minor", "entry__at"))
        question, waiting = said_of(booking.payment_id, booking.currency)
        released = max((at for kind, _account, _minor, at in found if kind == "release"), default=None)
        sent = sent_of(booking.reference, booking.currency) if released else Sent(Money.zero(booking.currency))

    def total(kinds: tuple[str, ...], account: str, sign: int = 1) -> Money:
        return Money(sum(sign * minor for kind, name, minor, _at in found if kind in kinds and name == account), booking.currency)

    everything = tuple({kind for kind, *_rest in found})
    return Books(
        captured=total(("capture",), "processor_cash"),
        refunded=total(("refund", "goodwill"), "processor_cash", -1),
        held=total(everything, "held_for_professionals", -1),
        payable=total(everything, "payable_to", -1), payable_at=released,
        sent=sent,
        lost=total(("dispute_lost",), "disputed", -1), waiting=waiting, question=question,
    )


def station(booking: Booking, money: Books, by: By) -> str:
    """Where the money is: ``card`` (held), ``casaora``, ``professional``, ``back`` (with the customer), or nowhere yet.

    A bank may have given it back to the family while hers stays hers: each of the two reads of what is theirs.
    """
    if booking.state == process.PENDING:
        return ""
    kept_whole = booking.state == process.CANCELED and money.captured and not money.refunded and not money.lost
    is_back = (booking.state in ENDED_EARLY and not kept_whole) or (money.captured and not money.left)
    if is_back and not (by.role == "professional" and money.kept):
        return "back"
    if money.payable or money.sent.amount:
        return "professional"
    return "casaora" if money.captured else "card"
