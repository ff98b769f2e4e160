"""The shape of the house, executed."""
