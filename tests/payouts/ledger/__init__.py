"""Tests of payouts.ledger."""
