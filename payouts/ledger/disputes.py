"""What the entries of a bank's dispute post. Pure, as :mod:`payouts.ledger.recipes`, whose signs and rules hold here too."""

from __future__ import annotations

from casaora.kit.money import Money, total
from payouts.ledger.models import Account
from payouts.ledger.recipes import Leg, Legs, _legs, _not_negative, processor_fee


def dispute_opened(*, amount: Money) -> Legs:
    """A cardholder's bank took money back for as long as it looks into it: nobody's loss yet."""
    _not_negative(amount)
    return _legs(Leg(Account.DISPUTED, amount), Leg(Account.PROCESSOR_CASH, -amount))


def dispute_fee(*, fee: Money) -> Legs:
    """What the processor asks for a dispute; the platform bears it, however it ends."""
    return processor_fee(fee=fee)


def dispute_fee_returned(*, fee: Money) -> Legs:
    """The processor gives such a fee back."""
    _not_negative(fee)
    return _legs(Leg(Account.PROCESSOR_CASH, fee), Leg(Account.PROCESSING_FEES, -fee))


def dispute_won(*, amount: Money) -> Legs:
    """The bank gave back what it had taken."""
    _not_negative(amount)
    return _legs(Leg(Account.PROCESSOR_CASH, amount), Leg(Account.DISPUTED, -amount))


def dispute_won_late(*, amount: Money) -> Legs:
    """The bank gave back what had been divided as lost: it waits in suspense until staff have said whose it is."""
    _not_negative(amount)
    return _legs(Leg(Account.PROCESSOR_CASH, amount), Leg(Account.SUSPENSE, -amount))


def _lost(*legs: Leg, borne: Money, currency: str) -> Legs:
    lost = total((leg.amount for leg in legs), currency) + borne
    return _legs(*legs, Leg(Account.REFUNDS_BORNE, borne), Leg(Account.DISPUTED, -lost))


def dispute_lost_before_completion(*, professional_id: int, earning: Money, fee: Money, borne: Money) -> Legs:
    """The bank keeps what was only held: both parts as the price had split them; ``borne`` is what only the platform loses."""
    _not_negative(earning, fee, borne)
    hers, ours = Leg(Account.HELD_FOR_PROFESSIONALS, earning, professional_id), Leg(Account.SERVICE_FEES_UNEARNED, fee)
    return _lost(hers, ours, borne=borne, currency=fee.currency)


def dispute_lost_of_tip(*, professional_id: int, earning: Money, fee: Money, borne: Money) -> Legs:
    """The bank keeps a tip that was only held, in the account that tips have until they clear."""
    _not_negative(earning, fee, borne)
    hers, ours = Leg(Account.TIPS_HELD, earning, professional_id), Leg(Account.SERVICE_FEES_UNEARNED, fee)
    return _lost(hers, ours, borne=borne, currency=fee.currency)


def dispute_lost_when_payable(*, professional_id: int, earning: Money, fee: Money, borne: Money) -> Legs:
    """The bank keeps what was payable to her, and our fee, which was earned."""
    _not_negative(earning, fee, borne)
    hers, ours = Leg(Account.PAYABLE_TO, earning, professional_id), Leg(Account.SERVICE_FEES, fee)
    return _lost(hers, ours, borne=borne, currency=fee.currency)


def dispute_lost_after_payout(*, professional_id: int, earning: Money, fee: Money, borne: Money) -> Legs:
    """The bank keeps what has left, or is leaving: she owes her part, and later payouts are netted."""
    _not_negative(earning, fee, borne)
    hers, ours = Leg(Account.OWED_BY, earning, professional_id), Leg(Account.SERVICE_FEES, fee)
    return _lost(hers, ours, borne=borne, currency=fee.currency)


def dispute_borne(*, amount: Money) -> Legs:
    """The bank keeps it, and the platform alone loses it: her earning is not touched."""
    _not_negative(amount)
    return _legs(Leg(Account.REFUNDS_BORNE, amount), Leg(Account.DISPUTED, -amount))


def dispute_lost_unplaced(*, amount: Money) -> Legs:
    """The bank keeps money of which nobody is known to have earned: it waits in suspense for staff."""
    _not_negative(amount)
    return _legs(Leg(Account.SUSPENSE, amount), Leg(Account.DISPUTED, -amount))
