"""What the server can be told by the world, and how it says so over HTTP."""

from typing import Any


class Trouble(Exception):
    """A condition of the world that stops a command of ``deskhand-server``; the text is a sentence for its reader."""


class Denied(Exception):
    """A request that is not served. ``error`` is the stable code, ``status`` the HTTP status."""

    def __init__(self, status: int, error: str, *, retry_after: int = 0, **fields: Any) -> None:
        super().__init__(f"{status} {error}")
        self.status = status
        self.error = error
        self.retry_after = retry_after
        self.fields = fields


class Later(Exception):
    """An effect cannot happen now: try again after ``seconds``; ``reason`` is shown beside the message.

    ``counts``: it was a try of this effect. Not so, when what it goes through is out of order for everybody.
    """

    def __init__(self, seconds: float, reason: str, *, counts: bool = True) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.reason = reason
        self.counts = counts


class Failed(Exception):
    """An effect will never happen; ``reason`` is shown to the operator."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
