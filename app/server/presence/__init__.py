"""Who is at which request: signs of life of desks, claims, and their way to every desk over every node."""
