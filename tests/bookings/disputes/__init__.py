"""Tests of the bank's disputes."""
