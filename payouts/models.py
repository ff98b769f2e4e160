"""Index of the app's tables."""

from payouts.batches.models import Batch, BatchApproval, BatchStep, Payout, PayoutLine, PayoutStep, TransferAttempt
from payouts.connect.models import OpeningAttempt, PayoutAccount
from payouts.earnings.models import Earning, EarningHold, EarningStep
from payouts.ledger.models import Entry, Posting, Seal

__all__ = [
    "Batch", "BatchApproval", "BatchStep", "Earning", "EarningHold", "EarningStep", "Entry", "OpeningAttempt", "Payout", "PayoutAccount",
    "PayoutLine", "PayoutStep", "Posting", "Seal", "TransferAttempt",
]  # fmt: skip
