"""A clock of the desk that a test drives."""

from datetime import UTC, datetime, timedelta


class DrivenClock:
    """``Clock`` that stands still until ``advance``; ``set_wall`` makes the computer's clock wrong."""

    def __init__(self) -> None:
        self._wall = datetime(2026, 11, 12, 11, 32, tzinfo=UTC)
        self._monotonic = 1_000.0

    def wall(self) -> datetime:
        return self._wall

    def monotonic(self) -> float:
        return self._monotonic

    def patience(self, seconds: float) -> float:
        return min(max(seconds, 0.0), 0.01)

    def advance(self, seconds: float) -> None:
        self._monotonic += seconds
        self._wall += timedelta(seconds=seconds)

    def set_wall(self, wall: datetime) -> None:
        self._wall = wall
