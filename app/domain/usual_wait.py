"""What people usually wait: the middle of what others waited."""

from collections.abc import Sequence
from datetime import timedelta

ENOUGH = 5
"""Below that many cases nothing is said: chance is no promise."""


def usual_wait(waits: Sequence[timedelta]) -> timedelta | None:
    """The median of the waits; the upper of two middle ones, so that more than half were faster. None: too few."""
    if len(waits) < ENOUGH:
        return None
    return sorted(waits)[len(waits) // 2]
