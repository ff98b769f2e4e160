"""Issues: what somebody complains of about a visit, what the other says to it, and what our team decides."""
