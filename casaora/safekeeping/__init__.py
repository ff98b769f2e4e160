"""Backups of the database, and the drill that proves that they can be restored."""
