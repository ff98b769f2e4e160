"""Index of the app's tables."""
