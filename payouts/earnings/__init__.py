"""What professionals have earned: from expected to payable, and what holds it back."""
