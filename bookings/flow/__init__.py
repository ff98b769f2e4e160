"""The pages on which a customer makes a request: what and when, where, review."""
