"""Real threads on real transactions; every round begins at a barrier."""
