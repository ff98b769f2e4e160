"""Calendars: a visit as a file, and the private address."""
