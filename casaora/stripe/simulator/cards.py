"""The test cards: Stripe's own numbers, and what each of them does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """A test card. ``code`` empty means that the bank says yes; ``challenge`` that it asks the person first."""

    number: str
    brand: str = "visa"
    code: str = ""
    decline_code: str = ""
    message: str = ""
    challenge: bool = False
    #: Asks the person even where she agreed beforehand, so that it cannot be used in her absence.
    always_challenge: bool = False
    #: What becomes of refunds: succeeded, pending (then succeeded) or failed (after having succeeded).
    refund: str = "succeeded"
    #: The reason of a dispute that follows the capture, if one does; an inquiry moves no money.
    dispute: str = ""
    inquiry: bool = False
    #: The money can be sent on at once.
    instant: bool = False

    @property
    def last4(self) -> str:
        """The digits that may be shown."""
        return self.number[-4:]

    @property
    def fingerprint(self) -> str:
        """The same for the same number, and says nothing about it."""
        return hashlib.sha256(f"card {self.number}".encode()).hexdigest()[:16]


def _declined(number: str, decline_code: str, message: str = "Your card was declined.", code: str = "card_declined") -> Card:
    return Card(number, code=code, decline_code=decline_code, message=message)


APPROVES, DECLINES, CHALLENGES, NO_FUNDS = "4242424242424242", "4000000000000002", "4000002500003155", "4000000000009995"
_ALL = (
    Card(APPROVES),
    Card("5555555555554444", brand="mastercard"),
    Card("378282246310005", brand="amex"),
    _declined(DECLINES, "generic_decline"),
    _declined(NO_FUNDS, "insufficient_funds", "Your card has insufficient funds."),
    _declined("4000000000009987", "lost_card"),
    _declined("4000000000009979", "stolen_card"),
    _declined("4000000000000069", "", "Your card has expired.", "expired_card"),
    _declined("4000000000000127", "", "Your card's security code is incorrect.", "incorrect_cvc"),
    _declined("4000000000000119", "", "An error occurred while processing your card.", "processing_error"),
    _declined("4000000000000341", "generic_decline"),
    Card(CHALLENGES, challenge=True),
    Card("4000002760003184", challenge=True, always_challenge=True),
    Card("4000008260003178", challenge=True, code="card_declined", decline_code="insufficient_funds",
         message="Your card has insufficient funds."),
    Card("4000000000000077", instant=True),
    Card("4000000000007726", refund="pending"),
    Card("4000000000005126", refund="failed"),
    Card("4000000000000259", dispute="fraudulent"),
    Card("4000000000001976", dispute="fraudulent", inquiry=True),
)  # fmt: skip
CARDS = {card.number: card for card in _ALL}
#: Payment methods that exist without being made, as at Stripe.
READY_MADE = {
    "pm_card_visa": APPROVES,
    "pm_card_mastercard": "5555555555554444",
    "pm_card_chargeDeclined": DECLINES,
    "pm_card_chargeDeclinedInsufficientFunds": NO_FUNDS,
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_bypassPending": "4000000000000077",
}
