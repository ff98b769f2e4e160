"""What can be booked and what it costs: services, offerings, extras, the pricing policy, quotes."""
