"""What to say now: the opening line, what the draft already covers."""
