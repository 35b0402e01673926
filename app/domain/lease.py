"""How long a computer may keep the server's data without hearing from the server."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

DAYS = 14
"""When the workspace says nothing else (sync.md 2.5)."""

MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Lease:
    """``told_at``: the server's time when it last answered; ``seen_at``: the latest instant known since then."""

    told_at: datetime
    seen_at: datetime

    def seen(self, now: datetime) -> "Lease":
        """Time has passed; a clock that was put back takes nothing back."""
        return replace(self, seen_at=max(self.seen_at, now))

    def is_over(self, now: datetime, days: int) -> bool:
        """Tell whether the data must go; exactly after ``days`` it must."""
        return max(self.seen_at, now) >= self.told_at + timedelta(days=days)


def lease_days(setting: object) -> int:
    """The days of a workspace's setting; what is no number of days counts as unset."""
    if isinstance(setting, bool) or not isinstance(setting, int):
        return DAYS
    return setting if 1 <= setting <= MOST_DAYS else DAYS
