"""Feeds: which rows belong to them, who is granted them, how they get their versions."""
