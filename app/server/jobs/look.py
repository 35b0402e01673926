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

POLL_S = 1.0
"""So old what is known may become: what had to wait becomes due without anybody saying so."""

REST = 4.0
"""So many times as long as it took nobody looks again: looking takes a fifth of a core, of very many that wait more."""

MOST_REST_S = 5.0
"""But no longer: what took so long may have been a lock, a stopped machine or a clock that jumped."""


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
        self._again = self._old = clock.monotonic()

    def wish(self) -> None:
        """What was found is not all: an effect was written, or the clock moved."""
        with self._lock:
            self._wished = True

    def after(self, lane: Lane) -> None:
        """An effect of this lane has ended; one that waited for it may be due when no more of its lane are known."""
        with self._lock:
            self._wished = self._wished or not self._ahead.get(lane)

    def rests_s(self) -> float:
        """In how many seconds it is looked again: at once when that is wished for, unless the last look was long."""
        with self._lock:
            at = self._again if self._wished else max(self._again, self._old)
        return max(0.0, at - self._clock.monotonic())

    def firsts(self, busy: Sequence[Lane], *, may_rest: bool = False) -> list[Due]:
        """The first due effect of each lane that is not busy, in their order.

        ``may_rest``: of what is known, until it is time to look again.
        """
        if not may_rest or self.rests_s() == 0.0:
            self._look(busy)
        with self._lock:
            return sorted(them[0] for lane, them in self._ahead.items() if them and lane not in busy)

    def drop(self, these: Iterable[Due]) -> None:
        """They were taken, here or elsewhere."""
        with self._lock:
            for it in these:
                them = self._ahead.get((it.ws, it.lane))
                if them and them[0] == it:
                    them.popleft()

    def _look(self, busy: Sequence[Lane]) -> None:
        with self._lock:
            self._wished = False
        began = self._clock.monotonic()
        found = self._read(busy)
        ended = self._clock.monotonic()
        with self._lock:
            self._again, self._old = ended + min(REST * (ended - began), MOST_REST_S), ended + POLL_S
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
