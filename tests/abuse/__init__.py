"""What people might try, from their side: each is stopped, and who is wrongly accused can answer."""
