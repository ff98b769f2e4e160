"""Tests of payouts.earnings."""
