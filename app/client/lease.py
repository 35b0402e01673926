"""The lease of the copy on this computer: renewed whenever the server answers, kept in the outbox file."""

import json
import threading
from contextlib import suppress
from datetime import datetime, timedelta

from app.client.clock import Clock, ServerTime
from app.client.port import Trouble
from app.client.store.outbox import Outbox
from app.domain.lease import DAYS, Lease

KEPT_EVERY = timedelta(minutes=30)
"""How far the file may lag behind: a crash shortens no lease, and lengthens it by no more than that."""

_META = "lease"


class CacheLease:
    """How long the copy may still be kept. Any thread. ``days``: as the workspace says.

    Now is the server's last time plus the monotonic clock, never less than the highest wall clock seen (sync.md 2.8):
    a computer that slept has counted nothing, one whose clock was put back still knows.
    """

    def __init__(self, outbox: Outbox, clock: Clock, time: ServerTime) -> None:
        self.days = DAYS
        self._outbox = outbox
        self._clock = clock
        self._time = time
        self._lock = threading.Lock()
        self._lease = self._kept = _read(outbox.meta(_META))

    def renew(self) -> None:
        """The server has answered just now."""
        now = self._time.now()
        with self._lock:
            self._lease = Lease(now, now)
            self._keep()

    def is_over(self) -> bool:
        """Tell whether the copy must go; one that never met the server has no lease yet."""
        with self._lock:
            if self._lease is None:
                return False
            now = max(self._time.now(), self._clock.wall() + timedelta(milliseconds=self._time.skew_ms))
            self._lease = self._lease.seen(now)
            self._keep()
            return self._lease.is_over(now, self.days)

    def end(self) -> None:
        """The copy is gone; the next one gets its own lease from the server."""
        with self._lock:
            self._lease = self._kept = None
            with suppress(Trouble):  # a full disk: then it is over once more, and nothing but an empty copy goes
                self._outbox.set_meta(_META, "")

    def _keep(self) -> None:
        lease, kept = self._lease, self._kept
        if lease is None or (kept is not None and abs(lease.seen_at - kept.seen_at) < KEPT_EVERY):
            return
        with suppress(Trouble):  # a full disk: the next time
            text = json.dumps({"told": lease.told_at.isoformat(), "seen": lease.seen_at.isoformat()})
            self._outbox.set_meta(_META, text)
            self._kept = lease


def _read(text: str | None) -> Lease | None:
    if not text:
        return None
    told: dict[str, str] = json.loads(text)
    return Lease(datetime.fromisoformat(told["told"]), datetime.fromisoformat(told["seen"]))
