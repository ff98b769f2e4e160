"""What staff post to close a break between the processor's books and ours, or to empty the suspense account. Pure, as ``recipes``.

Each is posted by two people (``payouts.reconciliation``); signs and rules are those of :mod:`payouts.ledger.recipes`.
"""

from __future__ import annotations

from casaora.kit.money import Money
from payouts.ledger.models import Account
from payouts.ledger.recipes import Leg, Legs, _legs, _not_negative


def _moved(amount: Money, to: Account, source: Account) -> Legs:
    _not_negative(amount)
    return _legs(Leg(to, amount), Leg(source, -amount))


def top_up(*, amount: Money) -> Legs:
    """We sent money from our bank to the processor, so that payouts can leave."""
    return _moved(amount, Account.PROCESSOR_CASH, Account.OPERATOR_BANK)


def platform_payout(*, amount: Money) -> Legs:
    """The processor sent money of ours to our bank; or took a top-up back."""
    return _moved(amount, Account.OPERATOR_BANK, Account.PROCESSOR_CASH)


def platform_payout_returned(*, amount: Money) -> Legs:
    """Our bank sent such money back, or it never left."""
    return _moved(amount, Account.PROCESSOR_CASH, Account.OPERATOR_BANK)


def processor_charge(*, amount: Money) -> Legs:
    """The processor took something for itself that belongs to no payment: a month's fee, a tax on it."""
    return _moved(amount, Account.PROCESSING_FEES, Account.PROCESSOR_CASH)


def processor_credit(*, amount: Money) -> Legs:
    """The processor gave such a thing back."""
    return _moved(amount, Account.PROCESSOR_CASH, Account.PROCESSING_FEES)


def unplaced_received(*, amount: Money) -> Legs:
    """The processor has more than our books say, and nobody knows yet whose it is: it waits in suspense."""
    return _moved(amount, Account.PROCESSOR_CASH, Account.SUSPENSE)


def unplaced_taken(*, amount: Money) -> Legs:
    """The processor has less than our books say, and nobody knows yet who bears it: it is missing in suspense."""
    return _moved(amount, Account.SUSPENSE, Account.PROCESSOR_CASH)


def given_by_bank(*, amount: Money) -> Legs:
    """What waited in suspense went to its owner from our bank: the card, or the processor, would not take it there."""
    return _moved(amount, Account.SUSPENSE, Account.OPERATOR_BANK)


def came_by_bank(*, amount: Money) -> Legs:
    """What was missing in suspense came to our bank."""
    return _moved(amount, Account.OPERATOR_BANK, Account.SUSPENSE)


def given_to_professional(*, professional_id: int, amount: Money) -> Legs:
    """What waited in suspense is hers: it is held for her, and clears like what she earned."""
    _not_negative(amount)
    return _legs(Leg(Account.SUSPENSE, amount), Leg(Account.HELD_FOR_PROFESSIONALS, -amount, professional_id))


def kept(*, amount: Money) -> Legs:
    """Nobody is found to whom it belongs: what waited in suspense is written off in our favor."""
    return _moved(amount, Account.SUSPENSE, Account.WRITE_OFFS)


def written_off(*, amount: Money) -> Legs:
    """What was missing in suspense will not come back: the platform bears it."""
    return _moved(amount, Account.WRITE_OFFS, Account.SUSPENSE)
