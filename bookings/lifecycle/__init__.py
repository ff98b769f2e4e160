"""The life of a booking: its process table, its verbs, its clocks."""
