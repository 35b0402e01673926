"""How long to wait after a failure: decorrelated jitter, so that a thousand desks do not come back at once."""

import math
import random

ASKED_AT_MOST_S = 600.0
"""However long a server asks to be left alone: who waits at a desk is not away for longer without a look."""


class Backoff:
    """Waits that grow from ``base`` to ``cap`` seconds; a success starts anew."""

    def __init__(self, dice: random.Random, *, base: float = 0.5, cap: float = 60.0) -> None:
        self._dice = dice
        self._base = base
        self._cap = cap
        self._last = base

    def after_failure(self, retry_after: float = 0.0) -> float:
        """Seconds to wait now. ``retry_after``: what the server asked for; a time wins, up to ``ASKED_AT_MOST_S``."""
        self._last = min(self._cap, self._dice.uniform(self._base, self._last * 3))
        return min(retry_after, ASKED_AT_MOST_S) if 0 < retry_after < math.inf else self._last

    def after_success(self) -> None:
        """The server answered: the next failure waits ``base`` again."""
        self._last = self._base
