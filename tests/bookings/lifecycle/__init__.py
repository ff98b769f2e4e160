"""The life of a booking, verb by verb."""
