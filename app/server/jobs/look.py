"""Due effects as they were last looked for: thousands that wait are gone through once for many, not once for each."""

import threading
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from app.server.clock import Clock
from app.server.jobs.due import CHOOSING, CHOOSING_BESIDE
from app.server.jobs.lane import Lane

Key = tuple[UUID, UUID]
"""Workspace and id of an effect."""

REST = 4.0
"""So many times as long as it took nobody looks again: looking takes a fifth of a core at most."""


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """An effect that may begin when its lane is free; the oldest first."""

    not_before: datetime
    id: UUID
    ws: UUID
    lane: str


class Looks:
    """The first due effects of every lane. ``wish`` and ``after`` may be called from any thread."""

    def __init__(self, sessions: sessionmaker[Session], clock: Clock) -> None:
        """``sessions`` only read."""
        self._sessions = sessions
        self._clock = clock
        self._lock = threading.Lock()
        self._ahead: dict[Lane, deque[Due]] = {}
        self._wished = False
        self._again = clock.monotonic()

    def wish(self) -> None:
        """What was found is not all: an effect was written, or time has passed."""
        with self._lock:
            self._wished = True

    def after(self, lane: Lane) -> None:
        """An effect of this lane has ended; one that waited for it may be due when no more of its lane are known."""
        with self._lock:
            self._wished = self._wished or not self._ahead.get(lane)

    def rests_s(self) -> float | None:
        """How long a look that is wished for has to wait, in seconds; None: none is wished for."""
        with self._lock:
            return max(0.0, self._again - self._clock.monotonic()) if self._wished else None

    def firsts(self, busy: Sequence[Lane], *, may_rest: bool = False) -> list[Due]:
        """The first due effect of each lane that is not busy, in their order.

        ``may_rest``: of what is known, while no look is wished for or the last one was long and not long ago.
        """
        if not may_rest or self.rests_s() == 0.0:
            self._look(busy)
        with self._lock:
            return sorted(them[0] for lane, them in self._ahead.items() if them and lane not in busy)

    def drop(self, these: Iterable[Due]) -> None:
        """They were taken, here or elsewhere."""
        with self._lock:
            for it in these:
                self._ahead[it.ws, it.lane].popleft()

    def _look(self, busy: Sequence[Lane]) -> None:
        with self._lock:
            self._wished = False
        began = self._clock.monotonic()
        found = self._read(busy)
        ended = self._clock.monotonic()
        with self._lock:
            self._again = ended + REST * (ended - began)
            self._ahead = {lane: self._ahead[lane] for lane in busy if lane in self._ahead}
            for it in found:
                self._ahead.setdefault((it.ws, it.lane), deque()).append(it)

    def _read(self, busy: Sequence[Lane]) -> list[Due]:
        """Takes the longer the more wait."""
        values: dict[str, object] = {"now": self._clock.now()}
        with self._sessions() as session:
            if busy:
                found = session.execute(CHOOSING_BESIDE, values | {"busy": list(busy)}).all()
            else:
                found = session.execute(CHOOSING, values).all()
        return [Due(not_before, effect_id, ws, lane) for ws, effect_id, lane, not_before in found]
