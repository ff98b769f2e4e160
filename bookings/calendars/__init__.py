"""Visits in people's own calendars: a file for one, and an address that a calendar reads by itself."""
