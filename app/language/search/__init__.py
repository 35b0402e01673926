"""What people look for: the words of a text as an index keeps them, what was typed, and where it stands in a text."""
