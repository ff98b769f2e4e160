"""Whose money it is, how much, since when, and how it leaves."""
