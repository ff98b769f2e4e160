"""Finding a professional: search and the public profile."""
