"""Index of the app's tables."""

from payouts.earnings.models import Earning, EarningHold, EarningStep
from payouts.ledger.models import Entry, Posting, Seal

__all__ = ["Earning", "EarningHold", "EarningStep", "Entry", "Posting", "Seal"]
