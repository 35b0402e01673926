"""Backups of a running server and what is made of them: one consistent snapshot, encrypted, on either database."""
