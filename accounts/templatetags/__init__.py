"""Template tags of the people's app."""
