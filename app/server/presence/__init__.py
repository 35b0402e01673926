"""Who is at which request or at lunch: signs of life of desks, claims, and their way to every desk over every node."""
