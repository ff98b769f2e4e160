"""When a professional can be booked: weekly hours, time off, rules, areas, free slots."""
