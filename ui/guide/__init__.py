"""What to say now: stages of the script, the opening line, what the draft already covers."""
