"""Whether the window is at work: what the writer does by itself waits until it has stopped reading for a moment."""

from collections.abc import Callable
from time import monotonic

PAUSE_S = 0.5
"""Longer than between two letters or two steps through the list: one step of indexing is felt in each of them."""

MOST_S = 5.0
"""A window that never stops reading, as when news come without end, is waited for no longer than that for each step."""


class Pause:
    """Knows when the copy was read last for the window. Any thread; ``clock`` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._over_at = self._begun_at = 0.0

    def stir(self) -> None:
        """Something is read: somebody waits for it, and probably goes on."""
        now = self._clock()
        if now >= self._over_at:
            self._begun_at = now
        self._over_at = now + PAUSE_S

    def used(self) -> None:
        """A step was made: while the window goes on, the next one waits anew."""
        self._begun_at = self._clock()

    @property
    def left_s(self) -> float:
        """Seconds until nobody has read for long enough, or it has been waited long enough; 0: that is so now."""
        return max(0.0, min(self._over_at, self._begun_at + MOST_S) - self._clock())
