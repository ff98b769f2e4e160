"""The books: double entry, append-only. Knows references and people, and nothing of what was sold."""
