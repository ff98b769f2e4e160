"""Who does what, where, when, for how much, and whether it happened."""
