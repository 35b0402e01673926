"""How far this desk has read what the server has."""

from dataclasses import dataclass


class CursorMoved(Exception):
    """The page was asked for with another cursor than the stored one; it must not be applied."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where this desk stands. ``paging``: the last page was not the end of its round."""

    cursor: str | None
    last_mid: int
    durable_mid: int
    paging: bool
