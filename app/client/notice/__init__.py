"""How a person is told: what they are to know of, by which way, with which sound, and what became of it."""
