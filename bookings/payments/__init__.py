"""A customer's card money: the hold, its capture or release, and every attempt at them."""
