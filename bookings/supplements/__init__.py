"""What is paid beside a visit, each by a payment of its own: a tip, or extra time."""
