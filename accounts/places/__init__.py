"""Markets, cities and neighborhoods: where, in which currency, in which time zone."""
