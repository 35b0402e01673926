"""Telling people of what concerns them: who named them, what is theirs now, which deadline is near or over."""
