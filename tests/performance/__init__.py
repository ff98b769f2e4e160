"""Plans at 100 000 bookings: what a hot path reads grows with what it answers, not with what was ever booked."""
