"""Help: articles, the search in them, and the way to us."""
