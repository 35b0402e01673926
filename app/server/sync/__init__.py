"""Synchronisation: feeds, grants, pull, push, logs and the stream of pokes."""
