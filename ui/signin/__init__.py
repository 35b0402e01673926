"""Signing in: to a team, to the trial, or by passphrase to what is on this computer."""
