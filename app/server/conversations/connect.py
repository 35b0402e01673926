"""Brings what only the server does about conversations into its process."""

from app.server.conversations import merging, moving


def connect() -> tuple[object, ...]:
    """Importing them has registered what follows a merge and a move."""
    return merging.join, merging.part, moving.move, moving.put_back
