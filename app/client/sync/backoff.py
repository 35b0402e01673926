"""How long to wait after a failure: decorrelated jitter, so that a thousand desks do not come back at once."""

import random


class Backoff:
    """Waits that grow from ``base`` to ``cap`` seconds; a success starts anew."""

    def __init__(self, dice: random.Random, *, base: float = 0.5, cap: float = 60.0) -> None:
        self._dice = dice
        self._base = base
        self._cap = cap
        self._last = base

    def after_failure(self, retry_after: float = 0.0) -> float:
        """Seconds to wait now. ``retry_after``: what the server asked for; it wins."""
        self._last = min(self._cap, self._dice.uniform(self._base, self._last * 3))
        return retry_after if retry_after > 0 else self._last

    def after_success(self) -> None:
        """The server answered: the next failure waits ``base`` again."""
        self._last = self._base
