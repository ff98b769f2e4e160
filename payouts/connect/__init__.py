"""Payout accounts: where a professional's money goes, whether it can, and what happens when that changes."""
