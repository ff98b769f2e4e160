"""Health, invariants, and what staff and operators look at."""
