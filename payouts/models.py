"""Index of the app's tables."""

from payouts.ledger.models import Entry, Posting, Seal

__all__ = ["Entry", "Posting", "Seal"]
