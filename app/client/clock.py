"""Time on the desk: a port for wall and monotonic clocks, and the server's time derived from them."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the desk takes its time from. Tests drive it."""

    def wall(self) -> datetime:
        """This computer's wall clock, aware UTC; may be wrong."""

    def monotonic(self) -> float:
        """Seconds that never go back."""

    def patience(self, seconds: float) -> float:
        """Real seconds to wait before looking again whether ``seconds`` have passed."""


class SystemClock:
    """The computer's own clocks."""

    def wall(self) -> datetime:
        """Now, as this computer believes."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some start."""
        return time.monotonic()

    def patience(self, seconds: float) -> float:
        """All of it: time passes by itself."""
        return max(0.0, seconds)


class ServerTime:
    """The server's time as well as it is known: the last one told plus monotonic time. Any thread.

    Before the server has spoken it is the wall clock corrected by the skew of the last session. It never goes back.
    """

    def __init__(self, clock: Clock, skew_ms: int = 0) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._skew_ms = skew_ms
        self._base = clock.wall() + timedelta(milliseconds=skew_ms)
        self._since = clock.monotonic()

    @property
    def skew_ms(self) -> int:
        """What to add to this computer's wall clock to get the server's time."""
        with self._lock:
            return self._skew_ms

    def told(self, server_time: datetime) -> None:
        """The server said what time it is."""
        with self._lock:
            self._skew_ms = round((server_time - self._clock.wall()).total_seconds() * 1_000)
            self._base, self._since = server_time, self._clock.monotonic()

    def now(self) -> datetime:
        """The server's time, aware UTC."""
        with self._lock:
            return self._base + timedelta(seconds=self._clock.monotonic() - self._since)
