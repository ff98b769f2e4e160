"""Tests of payouts.connect."""
