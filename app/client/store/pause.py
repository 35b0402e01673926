"""Whether the copy is at work: what the writer does by itself waits for a moment without reading and without news."""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

PAUSE_S = 0.5
"""Longer than between two letters or two steps through the list: one step of indexing is felt in each of them."""

MOST_S = 0.8
"""A window that never stops reading, as when news come without end, is waited for no longer than that for each step:
a small one then."""

FRAME_S = 0.03
"""The window paints what a person did first, when it does not wait for what is done with it."""


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

    def stirred_by(self, opened: Callable[[], T]) -> Callable[[], T]:
        """The same, but what is opened by it is at work: what the server sends, which seldom comes alone."""

        def stirring() -> T:
            self.stir()
            return opened()

        return stirring

    def used(self) -> None:
        """A step was made: while the window goes on, the next one waits anew."""
        self._begun_at = self._clock()

    @property
    def is_over(self) -> bool:
        """Has nobody read for long enough?"""
        return self._clock() >= self._over_at

    @property
    def left_s(self) -> float:
        """Seconds until nobody has read for long enough, or it has been waited long enough; 0: that is so now."""
        return max(0.0, min(self._over_at, self._begun_at + MOST_S) - self._clock())
