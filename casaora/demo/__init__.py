"""The demo city: a cast, scenes, and weeks of life made by the real verbs. Tests use the same cast."""
