"""Sign-in, people, notices, vetting, the staff site."""
