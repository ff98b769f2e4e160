"""What a customer paid for a visit, as a document."""
