"""What each kind of entry posts. Pure: amounts in, legs out, and every result sums to zero.

Signs: a debit is positive. Cash that comes in is a debit of the cash account; what we owe somebody is a credit of theirs.
Amounts given are never negative; a leg of nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casaora.kit.money import Money, total
from payouts.ledger.models import Account


@dataclass(frozen=True, slots=True)
class Leg:
    """One posting to be made; ``person_id`` for the accounts that are kept for each person."""

    account: Account
    amount: Money
    person_id: int | None = None


Legs = Sequence[Leg]


class NegativeAmount(ValueError):
    """A recipe was given an amount below zero: which way money moves is the recipe's business."""


def _legs(*legs: Leg) -> list[Leg]:
    return [leg for leg in legs if leg.amount]


def _not_negative(*amounts: Money) -> None:
    if any(amount.minor < 0 for amount in amounts):
        raise NegativeAmount("amounts of a recipe are not negative")


def capture(*, professional_id: int, earning: Money, fee: Money) -> Legs:
    """A card was charged ``earning + fee``: her part is held for her, ours is not earned yet."""
    _not_negative(earning, fee)
    return _legs(
        Leg(Account.PROCESSOR_CASH, earning + fee),
        Leg(Account.HELD_FOR_PROFESSIONALS, -earning, professional_id),
        Leg(Account.SERVICE_FEES_UNEARNED, -fee),
    )


def extra_time(*, professional_id: int, earning: Money, fee: Money) -> Legs:
    """A card was charged for a longer visit, which has the visit's parts."""
    return capture(professional_id=professional_id, earning=earning, fee=fee)


def tip(*, professional_id: int, earning: Money, fee: Money) -> Legs:
    """A card was charged a tip, kept apart until it clears. All of it is hers; a ``fee`` would be ours, and is nothing."""
    _not_negative(earning, fee)
    return _legs(
        Leg(Account.PROCESSOR_CASH, earning + fee),
        Leg(Account.TIPS_HELD, -earning, professional_id),
        Leg(Account.SERVICE_FEES_UNEARNED, -fee),
    )


def tip_refund(*, professional_id: int, earning: Money, fee: Money) -> Legs:
    """A tip goes back while it was only held."""
    return [Leg(leg.account, -leg.amount, leg.person_id) for leg in tip(professional_id=professional_id, earning=earning, fee=fee)]


def tip_release(*, professional_id: int, amount: Money) -> Legs:
    """Her tip has cleared."""
    _not_negative(amount)
    return _legs(Leg(Account.TIPS_HELD, amount, professional_id), Leg(Account.PAYABLE_TO, -amount, professional_id))


def processor_fee(*, fee: Money) -> Legs:
    """The processor kept its fee; the platform bears it."""
    _not_negative(fee)
    return _legs(Leg(Account.PROCESSING_FEES, fee), Leg(Account.PROCESSOR_CASH, -fee))


def refund_before_completion(*, professional_id: int, earning: Money, fee: Money) -> Legs:
    """Money goes back while it was only held: both parts as the price had split them."""
    _not_negative(earning, fee)
    return _legs(
        Leg(Account.HELD_FOR_PROFESSIONALS, earning, professional_id),
        Leg(Account.SERVICE_FEES_UNEARNED, fee),
        Leg(Account.PROCESSOR_CASH, -(earning + fee)),
    )


def refund_failed(*, amount: Money) -> Legs:
    """A refund that we had posted did not reach the card: it is back with us, and waits in suspense until the customer has it."""
    _not_negative(amount)
    return _legs(Leg(Account.PROCESSOR_CASH, amount), Leg(Account.SUSPENSE, -amount))


def refund_when_payable(*, professional_id: int, earning: Money, fee: Money) -> Legs:
    """Money goes back after her part was released and our fee earned, before she was paid."""
    _not_negative(earning, fee)
    return _legs(
        Leg(Account.PAYABLE_TO, earning, professional_id),
        Leg(Account.SERVICE_FEES, fee),
        Leg(Account.PROCESSOR_CASH, -(earning + fee)),
    )


def refund_after_payout(*, professional_id: int, earning: Money, fee: Money) -> Legs:
    """Money goes back after her part has left, or is leaving: she owes it, and later payouts are netted."""
    _not_negative(earning, fee)
    return _legs(
        Leg(Account.OWED_BY, earning, professional_id),
        Leg(Account.SERVICE_FEES, fee),
        Leg(Account.PROCESSOR_CASH, -(earning + fee)),
    )


def goodwill_to_customer(*, amount: Money) -> Legs:
    """Money goes back to a card although nobody has to give it: the platform bears it, and what she earned stays hers."""
    _not_negative(amount)
    return _legs(Leg(Account.REFUNDS_BORNE, amount), Leg(Account.PROCESSOR_CASH, -amount))


def goodwill_to_professional(*, professional_id: int, amount: Money) -> Legs:
    """The platform gives her something of its own: it is held for her, and clears like what she earned."""
    _not_negative(amount)
    return _legs(Leg(Account.REFUNDS_BORNE, amount), Leg(Account.HELD_FOR_PROFESSIONALS, -amount, professional_id))


def release(*, professional_id: int, amount: Money) -> Legs:
    """Her earning has cleared: what was held is now payable to her."""
    _not_negative(amount)
    return _legs(
        Leg(Account.HELD_FOR_PROFESSIONALS, amount, professional_id),
        Leg(Account.PAYABLE_TO, -amount, professional_id),
    )


def fee_earned(*, fee: Money) -> Legs:
    """The service was rendered and nobody complained: our fee is income."""
    _not_negative(fee)
    return _legs(Leg(Account.SERVICE_FEES_UNEARNED, fee), Leg(Account.SERVICE_FEES, -fee))


def _leaving(professional_id: int, lines: Iterable[Money], netted: Money) -> Legs:
    parts = list(lines)
    _not_negative(netted, *parts)
    net = total(parts, netted.currency) - netted
    _not_negative(net)
    return _legs(
        *(Leg(Account.PAYABLE_TO, part, professional_id) for part in parts),
        Leg(Account.OWED_BY, -netted, professional_id),
        Leg(Account.IN_TRANSIT, -net, professional_id),
    )


def batch(*, professional_id: int, lines: Iterable[Money], netted: Money) -> Legs:
    """One payout with its lines: payable becomes in transit, less what is netted against a debt of hers."""
    return _leaving(professional_id, lines, netted)


def netting(*, professional_id: int, lines: Iterable[Money]) -> Legs:
    """Lines that a debt swallows whole: nothing is left to transfer."""
    parts = list(lines)
    return _leaving(professional_id, parts, total(parts, parts[0].currency))


def _coming_back(professional_id: int, net: Money, netted: Money) -> Legs:
    _not_negative(net, netted)
    return _legs(
        Leg(Account.IN_TRANSIT, net, professional_id),
        Leg(Account.OWED_BY, netted, professional_id),
        Leg(Account.PAYABLE_TO, -(net + netted), professional_id),
    )


def payout_withdrawn(*, professional_id: int, net: Money, netted: Money) -> Legs:
    """A payout will not be sent: all of it is payable again, and the debt it was to settle stands again."""
    return _coming_back(professional_id, net, netted)


def batch_canceled(*, professional_id: int, net: Money, netted: Money) -> Legs:
    """The same for one payout of a batch that nobody approved."""
    return _coming_back(professional_id, net, netted)


def transfer_sent(*, professional_id: int, net: Money) -> Legs:
    """The processor has moved the money to her payout account."""
    _not_negative(net)
    return _legs(Leg(Account.IN_TRANSIT, net, professional_id), Leg(Account.PROCESSOR_CASH, -net))


def transfer_reversed(*, professional_id: int, amount: Money, netted: Money, parked: Money) -> Legs:
    """The last of a transfer came back, so that all of it has: payable again, as after a withdrawal.

    ``amount`` came back now; ``parked`` had come back before and waits in suspense.
    """
    _not_negative(amount, netted, parked)
    return _legs(
        Leg(Account.PROCESSOR_CASH, amount),
        Leg(Account.SUSPENSE, parked),
        Leg(Account.OWED_BY, netted, professional_id),
        Leg(Account.PAYABLE_TO, -(amount + parked + netted), professional_id),
    )


def transfer_partly_reversed(*, amount: Money) -> Legs:
    """A part of a transfer came back. No earning is undone: it waits in suspense until staff have said whose it is."""
    _not_negative(amount)
    return _legs(Leg(Account.PROCESSOR_CASH, amount), Leg(Account.SUSPENSE, -amount))


def owed_settled(*, professional_id: int, amount: Money) -> Legs:
    """What she owes is taken from what is payable to her, without a payout."""
    _not_negative(amount)
    return _legs(Leg(Account.PAYABLE_TO, amount, professional_id), Leg(Account.OWED_BY, -amount, professional_id))
