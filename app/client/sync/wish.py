"""Files somebody wants to look at: fetched one after the other, a bad one later than the others."""

import threading
from dataclasses import dataclass

AGAIN_S, AGAIN_AT_MOST_S = 15.0, 600.0
"""Pause of a file that could not be fetched: doubled each time, up to ten minutes."""


@dataclass(slots=True)
class _Wish:
    """A wanted file: not before that monotonic time, and the pause after its next failure."""

    not_before: float
    pause: float = AGAIN_S


class Wishes:
    """Wanted files by hash, in the order they were wanted. Any thread."""

    def __init__(self) -> None:
        self._wishes: dict[str, _Wish] = {}
        self._lock = threading.Lock()

    def add(self, sha256: str, now: float) -> None:
        """Want a file; one that is wanted already keeps its place and its pause."""
        with self._lock:
            self._wishes.setdefault(sha256, _Wish(now))

    def next(self, now: float) -> str | None:
        """The first file whose time has come."""
        with self._lock:
            return next((sha256 for sha256, wish in self._wishes.items() if wish.not_before <= now), None)

    def granted(self, sha256: str) -> None:
        """It is here, or there is none."""
        with self._lock:
            self._wishes.pop(sha256, None)

    def failed(self, sha256: str, now: float) -> None:
        """It could not be had now: all others first, then again after a pause."""
        with self._lock:
            wish = self._wishes.pop(sha256, _Wish(now))
            self._wishes[sha256] = _Wish(now + wish.pause, min(wish.pause * 2, AGAIN_AT_MOST_S))
