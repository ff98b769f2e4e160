"""Schema of the inbox."""
