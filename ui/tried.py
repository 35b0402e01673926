"""What was tried at the sign-in since the program began: which server was asked, when, and what came of it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.client.port import Trouble
from app.client.reach import Reach

KEPT = 100


@dataclass(frozen=True, slots=True)
class Try:
    """One of them. ``outcome`` None: the sign-in was taken. No password is in it, and nobody's name."""

    at: datetime
    address: str
    outcome: Reach | Trouble | None


class Tried:
    """The newest ``KEPT``, oldest first; in memory alone."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.lines: deque[Try] = deque(maxlen=KEPT)

    def note(self, address: str, outcome: Reach | Trouble | None) -> None:
        """It was tried just now."""
        self.lines.append(Try(self._now(), address, outcome))
