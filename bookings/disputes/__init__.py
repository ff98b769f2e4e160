"""The bank's disputes: read at the processor, held, booked, answered, and what each of the two parties is told."""
