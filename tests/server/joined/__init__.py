"""Channels joined by the API, on both databases."""
