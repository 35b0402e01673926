"""Computers of the people who work here: who has which, remote sign-out, and what they may keep for how long."""
