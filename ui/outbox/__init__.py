"""The outbox: what has not gone out, what was held or refused, and what was given up, each in words."""
