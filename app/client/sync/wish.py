"""Files somebody wants to look at: fetched one after the other, a bad one later than the others."""

import threading
from dataclasses import dataclass

AGAIN_S, AGAIN_AT_MOST_S = 15.0, 600.0
"""Pause of a file that could not be fetched: doubled each time, up to ten minutes."""


@dataclass(slots=True)
class _Wish:
    """A wanted file: not before that monotonic time, and the pause after its next failure."""

    not_before: float
    pause: float


class Wishes:
    """Wanted files by hash, in the order they were wanted. Any thread."""

    def __init__(self, again_s: float = AGAIN_S, at_most_s: float = AGAIN_AT_MOST_S) -> None:
        """``again_s``: the first pause, doubled up to ``at_most_s``."""
        self._again_s = again_s
        self._at_most_s = at_most_s
        self._wishes: dict[str, _Wish] = {}
        self._lock = threading.Lock()

    def add(self, sha256: str, now: float) -> None:
        """Want a file; one that is wanted already keeps its place and its pause."""
        with self._lock:
            self._wishes.setdefault(sha256, _Wish(now, self._again_s))

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
            wish = self._wishes.pop(sha256, _Wish(now, self._again_s))
            self._wishes[sha256] = _Wish(now + wish.pause, min(wish.pause * 2, self._at_most_s))

    def went_on(self, sha256: str) -> None:
        """More of it is there: it keeps its place, and its next pause is short again."""
        with self._lock:
            wish = self._wishes.get(sha256)
            if wish is not None:
                wish.pause = self._again_s

    def wait_s(self, now: float) -> float | None:
        """How long until one's time comes, 0 when it has; None when nothing is wanted."""
        with self._lock:
            soonest = min((wish.not_before for wish in self._wishes.values()), default=None)
        return None if soonest is None else max(0.0, soonest - now)
