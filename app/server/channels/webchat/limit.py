"""How much one stranger may ask, and hold open: by visitor and by address, in this process's memory."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.server.clock import Clock
from app.server.errors import Denied

T = TypeVar("T")

MAX_KEYS = 10_000
"""Buckets kept; when there are more, the full ones are forgotten."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` at once, then one each ``every_s`` seconds."""

    burst: int
    every_s: float


ROUNDING_S = 0.001
"""Sums of seconds are not exact: without it the last of a burst was refused now and then."""

OF_VISITOR = Rate(burst=20, every_s=1.0)
OF_ADDRESS = Rate(burst=120, every_s=0.25)
"""An office behind one address is many visitors."""

OF_NEWCOMERS = Rate(burst=60, every_s=5.0)
"""Requests that strangers of one address open: whoever begins anew for each message would fill a queue."""

OF_FORMS = Rate(burst=5, every_s=60.0)
"""Messages one visitor leaves while nobody is there: each is a request of its own."""

OF_READING = Rate(burst=60, every_s=0.2)
"""Looks of one visitor at what was written: one for each piece of news, in each of their tabs."""

READING_OF_ADDRESS = Rate(burst=600, every_s=0.02)

OF_FILES = Rate(burst=10, every_s=20.0)
"""Files of one visitor."""

FILES_OF_ADDRESS = Rate(burst=60, every_s=5.0)
"""Whoever sends files may begin as a new visitor at any time, but not from a new address."""

OF_TYPING = Rate(burst=5, every_s=2.0)
"""Signs of one visitor or operator that they are writing."""

NEW_SESSIONS = Rate(burst=60, every_s=1.0)

STREAMS_OF_VISITOR = 4
"""Open at once. A browser opens six connections to us at most, and requests need some of them."""

STREAMS_OF_ADDRESS = 200
"""Open at once: an office, or a telephone company, behind one address. Who gets none looks now and then."""

LOOK_AGAIN_S = 15
"""How often a page without a stream looks for itself."""


class Open(Generic[T]):
    """What strangers have open at once, by visitor and by address. Everything here runs on one thread."""

    def __init__(self, of_visitor: int, of_address: int) -> None:
        self._of_visitor, self._of_address = of_visitor, of_address
        self._mine: dict[str, list[T]] = {}  # oldest first, without those that were told to end
        self._at: Counter[str] = Counter()  # also with those, until they have ended

    @contextmanager
    def place(self, visitor: str, address: str, what: T) -> Iterator[T | None]:
        """A place for ``what`` while it is open; gives what has to end for it: the visitor's oldest, or None.

        Raises:
            Denied: 429 ``slow_down``: so many are open from that address.
        """
        mine = self._mine.get(visitor, [])
        oldest = mine[0] if len(mine) >= self._of_visitor else None
        if self._at[address] >= self._of_address + (oldest is not None):
            raise Denied(429, "slow_down", retry_after=LOOK_AGAIN_S)
        self._keep(visitor, [*(it for it in mine if it is not oldest), what])
        self._at[address] += 1
        try:
            yield oldest
        finally:
            self._keep(visitor, [it for it in self._mine.get(visitor, []) if it is not what])
            self._at[address] -= 1
            if not self._at[address]:
                del self._at[address]

    def _keep(self, visitor: str, mine: list[T]) -> None:
        self._mine[visitor] = mine
        if not mine:
            del self._mine[visitor]


class Limiter:
    """Counts by key. Safe from any thread."""

    def __init__(self, clock: Clock, rate: Rate) -> None:
        self._clock = clock
        self._rate = rate
        self._lock = threading.Lock()
        self._empty_at: dict[str, float] = {}  # when the bucket's debt is paid

    def take(self, key: str) -> None:
        """Count one more.

        Raises:
            Denied: 429 ``slow_down``, with the seconds to wait.
        """
        now, rate = self._clock.monotonic(), self._rate
        with self._lock:
            if len(self._empty_at) >= MAX_KEYS:
                self._empty_at = {it: at for it, at in self._empty_at.items() if at > now}
            paid_at = max(self._empty_at.get(key, 0.0), now) + rate.every_s
            wait_s = paid_at - now - rate.burst * rate.every_s
            if wait_s > ROUNDING_S:
                raise Denied(429, "slow_down", retry_after=int(wait_s) + 1)
            self._empty_at[key] = paid_at
