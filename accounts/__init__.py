"""Who someone is, what they are trusted to do, and how we reach them."""
