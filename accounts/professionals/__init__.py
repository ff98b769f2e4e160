"""The people who work: their public profile and how far they are vetted."""
