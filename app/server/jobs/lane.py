"""How many effects run side by side: what waits for another server holds up nothing that does not."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

Lane = tuple[UUID, str]
"""A workspace and the name of a lane. A name with a colon is an inbox's: its effects talk to another server."""

LANES = 4
"""Lanes that get on, of those that talk to another server, and as many of the others."""

ELSEWHERE = 32
"""Lanes that talk to another server, with those that it keeps waiting."""

SLOW = 24
"""Of these, lanes that were kept waiting the last time."""

STALL_S = 0.25
"""Longer than a healthy server takes for a letter."""


@dataclass(slots=True)
class _Run:
    since: float
    slow: bool


class Lanes:
    """Which lanes are busy. Safe from any thread."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._runs: dict[Lane, _Run] = {}
        self._slow: set[Lane] = set()  # kept waiting the last time

    def busy(self) -> list[Lane]:
        """Lanes of which nothing more is taken."""
        with self._lock:
            return list(self._runs)

    def chosen(self, lanes: Iterable[Lane]) -> list[bool]:
        """Of free lanes in their order, which may begin now."""
        now = self._monotonic()
        with self._lock:
            own = sum(not _is_elsewhere(it) for it in self._runs)
            runs = [it for lane, it in self._runs.items() if _is_elsewhere(lane)]
            slow = sum(it.slow for it in runs)
            every, lively = len(runs), sum(not it.slow and now - it.since < STALL_S for it in runs)
            verdicts = []
            for lane in lanes:
                is_slow = lane in self._slow
                if not _is_elsewhere(lane):
                    begins = own < LANES
                    own += begins
                else:
                    begins = every < ELSEWHERE and (slow < SLOW if is_slow else lively < LANES)
                    every, slow, lively = every + begins, slow + (begins and is_slow), lively + (begins and not is_slow)
                verdicts.append(begins)
            return verdicts

    def are_crowded(self) -> bool:
        """Whether somebody may have to wait until it is known, in a moment, who is kept waiting."""
        now = self._monotonic()
        with self._lock:
            young = [lane for lane, run in self._runs.items() if not run.slow and now - run.since < STALL_S]
        return sum(map(_is_elsewhere, young)) >= LANES

    def begin(self, lane: Lane) -> None:
        """One of its effects runs."""
        with self._lock:
            self._runs[lane] = _Run(self._monotonic(), lane in self._slow)

    def end(self, lane: Lane, *, well: bool) -> None:
        """It ran. ``well``: it did what it was to do."""
        with self._lock:
            run = self._runs.pop(lane, None)
            if run is not None and not well and self._monotonic() - run.since >= STALL_S:
                self._slow.add(lane)
            else:
                self._slow.discard(lane)


def _is_elsewhere(lane: Lane) -> bool:
    return ":" in lane[1]
