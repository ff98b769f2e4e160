"""Tips and extra time."""
