"""The money below bookings."""
