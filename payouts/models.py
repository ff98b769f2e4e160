"""Index of the app's tables."""

from payouts.batches.models import Batch, BatchApproval, BatchStep, Payout, PayoutLine, PayoutStep, TransferAttempt
from payouts.connect.models import OpeningAttempt, PayoutAccount
from payouts.earnings.models import Earning, EarningHold, EarningStep
from payouts.ledger.models import Entry, Posting, Seal
from payouts.reconciliation.models import Break, Match, Proposal, Reconciliation

__all__ = [
    "Batch", "BatchApproval", "BatchStep", "Break", "Earning", "EarningHold", "EarningStep", "Entry", "Match", "OpeningAttempt", "Payout",
    "PayoutAccount", "PayoutLine", "PayoutStep", "Posting", "Proposal", "Reconciliation", "Seal", "TransferAttempt",
]  # fmt: skip
