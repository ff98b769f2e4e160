"""Home, legal and error pages."""
