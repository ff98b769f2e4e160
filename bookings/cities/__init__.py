"""Public pages about cities, and about one service in one city: what is offered there, for how much, where, by whom and when."""
