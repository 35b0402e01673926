"""The only source of time on the server: a port with the system's clock and one that a simulation drives."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Wall clock and monotonic clock."""

    def now(self) -> datetime:
        """The instant, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""
        return time.monotonic()


class DrivenClock:
    """A clock that moves on by itself from where it was set last; safe to drive from any thread.

    ``on_move`` is called after every jump, so that waiting work looks at the time again.
    """

    def __init__(self, on_move: Callable[[], None] | None = None) -> None:
        self._lock = threading.Lock()
        self._ahead = timedelta()
        self.on_move = on_move

    def now(self) -> datetime:
        """The instant, aware, UTC."""
        with self._lock:
            return datetime.now(UTC) + self._ahead

    def monotonic(self) -> float:
        """Seconds since some moment; jumps forward with ``advance`` and never goes back."""
        with self._lock:
            return time.monotonic() + max(self._ahead.total_seconds(), 0.0)

    def advance(self, step: timedelta) -> datetime:
        """Jump by ``step`` and return the new instant."""
        with self._lock:
            self._ahead += step
        if self.on_move is not None:
            self.on_move()
        return self.now()

    def set(self, now: datetime) -> datetime:
        """Jump to ``now``, which may lie in the past."""
        return self.advance(now - self.now())
