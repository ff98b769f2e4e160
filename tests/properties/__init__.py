"""What holds for every history, whichever actors, clocks and answers it has."""
