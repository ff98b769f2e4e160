"""Tests of payouts.batches."""
