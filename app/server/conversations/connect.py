"""Brings what only the server does about conversations into its process."""

from app.server.conversations import merging, moving, promising


def connect() -> tuple[object, ...]:
    """Importing them has registered what follows a merge, a move and a promise."""
    return merging.join, merging.part, moving.move, moving.put_back, promising.settle_after, promising.move_after
