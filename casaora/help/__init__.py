"""Help: answers to what people ask, a way to find them, and a way to ask a person."""
