"""What the ledger says of a booking, for its two people: where the money is, and how much of it."""

from __future__ import annotations

from collections.abc import Callable
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

#: How the references of presents begin, behind the booking's own.
GOODWILL_OF = "IS-"
ENDED_EARLY = (process.DECLINED, process.EXPIRED, process.CANCELED, process.PAYMENT_FAILED)


@dataclass(frozen=True, slots=True)
class Books:
    """Amounts in the booking's currency, zero where nothing was posted, as one of its two people may know them."""

    captured: Money
    #: What went back to the card, or to the customer by another way; and what a card would not take and waits for such a way.
    refunded: Money
    stranded: Money
    #: Hers, less what went back of it: not cleared yet, and cleared; of both, what she owes, or would if a bank had not the payment.
    held: Money
    payable: Money
    payable_at: datetime | None
    owed: Money
    sent: Sent
    #: What banks gave back for good; what would go back if a bank had not the payment; whether one has it, or asks about it.
    lost: Money
    waiting: Money
    question: str

    @property
    def kept(self) -> Money:
        """What of the price is hers, now or when it has cleared."""
        return max(self.held + self.payable - self.owed, Money.zero(self.held.currency))

    @property
    def left(self) -> Money:
        """What of the price neither went back to the card nor was taken by a bank for good."""
        return max(self.captured - self.refunded - self.lost, Money.zero(self.captured.currency))


def books(booking: Booking, by: By) -> Books:
    """One query over the postings of the booking's entries, and one more when a payout may have them; in a verb: the ledger is not for web.

    A present of ours to one of the two is not the other's business, and is left out for them.
    """
    mine, currency = by.role == "professional", booking.currency
    with reading_as_verb():
        legs = Posting.objects.filter(entry__subject=booking.reference, currency=currency)
        found = legs.values_list("entry__kind", "entry__reference", "account", "amount_minor", "entry__at")
        rows = [row for row in found if mine or not row[1].startswith(f"{booking.reference}/{GOODWILL_OF}")]
        question, noted = said_of(booking.payment_id)
        released = max((at for kind, _reference, _account, _minor, at in rows if kind == "release"), default=None)
        sent = sent_of(booking.reference, currency, and_beside=mine) if released else Sent(Money.zero(currency))
    given = ("refund",) if mine else ("refund", "goodwill")
    bounced = {reference for kind, reference, *_rest in rows if kind == "refund_failed"}
    went = {reference for kind, reference, *_rest in rows if kind in given}

    def total(account: str, fits: Callable[[str, str], bool]) -> Money:
        return Money(sum(minor for kind, reference, name, minor, _at in rows if name == account and fits(kind, reference)), currency)

    # Nobody earned what was taken unasked: it goes back.
    is_earned = booking.accepted_at is not None
    hers = {name: -total(name, lambda kind, reference: is_earned) for name in ("held_for_professionals", "payable_to", "owed_by")}
    waits = max(-total("suspense", lambda kind, reference: True), Money.zero(currency))
    waits_of_hers = Money(int(noted.parts["earning_minor"]), currency) if noted and is_earned else Money.zero(currency)
    return Books(
        captured=total("processor_cash", lambda kind, reference: kind == "capture"),
        refunded=-total("processor_cash", lambda kind, reference: kind in given and reference not in bounced)
        - total("operator_bank", lambda kind, reference: kind == "given_by_bank"),
        stranded=min(total("processor_cash", lambda kind, reference: kind == "refund_failed" and reference in went), waits),
        held=hers["held_for_professionals"], payable=hers["payable_to"], payable_at=released, owed=waits_of_hers - hers["owed_by"],
        sent=sent, lost=-total("disputed", lambda kind, reference: kind == "dispute_lost"), waiting=noted.amount if noted else Money.zero(currency),
        question=question,
    )  # fmt: skip


def station(booking: Booking, money: Books, by: By) -> str:
    """Where the money is: ``card`` (held), ``casaora``, ``professional``, ``back`` (with the customer), or nowhere yet.

    A bank may have given it back to the family while hers stays hers: each of the two reads of what is theirs.
    """
    if booking.state == process.PENDING:
        return ""
    if money.stranded and not (by.role == "professional" and money.kept):
        return "casaora"
    kept_whole = money.captured and not money.refunded and not money.lost
    is_back = (booking.state in ENDED_EARLY and not kept_whole) or (money.captured and not money.left)
    if is_back and not (by.role == "professional" and money.kept):
        return "back"
    if money.payable and money.kept:
        return "professional"
    return "casaora" if money.captured else "card"
