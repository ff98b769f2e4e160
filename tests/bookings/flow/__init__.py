"""The three steps of a request, and the same again."""
