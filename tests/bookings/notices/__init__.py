"""What people read about a booking."""
