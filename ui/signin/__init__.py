"""Signing in to a server, or unlocking the profile by passphrase."""
