"""The sync and stream threads: they repeat the engine's rounds, and know when to try again."""

import random
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.client.clock import Clock, ServerTime
from app.client.port import Link, LinkStatus, Trouble
from app.client.presence import Presence
from app.client.store.outbox import Forked
from app.client.store.pause import FRAME_S
from app.client.store.writer import Closed
from app.client.sync.backoff import Backoff
from app.client.sync.engine import SyncEngine
from app.client.sync.herald import Ears
from app.client.sync.road import Road
from app.client.sync.stream import StreamEvents
from app.client.sync.world import AuthExpired, Gap, Offline, Portal, Revoked, TooOld

LIVE_EVERY_S = 60.0
POLL_EVERY_S = 15.0
HELLO_WITHIN_S = 5.0
RETRY_S = 5.0
"""Before a command is sent again that the server asked to send later, and before the next file after a bad one."""

AGAIN_S = 1.0
"""The shortest wait for the time of a file that could not be had or sent."""

BUG_PAUSE_S = 15.0
"""After a round that met a bug: soon enough to be of use, seldom enough to disturb nobody."""

_STOPPING = (AuthExpired, Revoked, Forked)


@dataclass(frozen=True, slots=True)
class CourierParts:
    """What the threads work with. ``stopped`` is told why nothing can go on: sign in again, revoked, forked."""

    engine: SyncEngine
    open_stream: Callable[[StreamEvents], Road]
    clock: Clock
    time: ServerTime
    status: Callable[[LinkStatus], None]
    stopped: Callable[[Exception], None]
    trouble: Callable[[Trouble], None]
    dice: random.Random
    ears: Ears = field(default_factory=lambda: Ears(Presence()))


class Courier:
    """Runs ``engine.sync_once`` when something is to be sent, when the server pokes, and now and then.

    The stream is opened first and the first pull waits for its hello, so that no change falls between the two.
    A failed round always arms the next. Listeners are called on the two threads.
    """

    def __init__(self, parts: CourierParts) -> None:
        self._parts, self.ears = parts, parts.ears
        self._backoff = Backoff(parts.dice)
        self._stream_backoff = Backoff(parts.dice)
        self._wake, self._stop = threading.Event(), threading.Event()
        self._hello, self._gate = threading.Event(), threading.Event()
        self._gate.set()
        self._lock = threading.Lock()
        self._status = LinkStatus(Link.CONNECTING)
        self._streaming = False
        self._heads: dict[str, int] = {}
        self._pulled: dict[str, int] = {}
        self._stream: Road | None = None
        self._stream_pause = 0.0
        self._bugs: dict[threading.Thread, str] = {}
        self._threads = [
            threading.Thread(target=self._run_stream, name="deskhand-stream", daemon=True),
            threading.Thread(target=self._run, name="deskhand-sync", daemon=True),
        ]

    def start(self) -> None:
        """Start both threads."""
        for thread in self._threads:
            thread.start()

    def kick(self) -> None:
        """Something is to be sent or looked at: start a round now."""
        self._wake.set()

    def look(self) -> None:
        """Somebody looks at something: it is fetched now, or with the next try while the server does not answer."""
        if self._status.link is not Link.OFFLINE:
            self._wake.set()

    def signed_in(self) -> None:
        """The person has signed in again: go on."""
        self._gate.set()
        self._wake.set()

    def stop(self, timeout: float) -> None:
        """End both threads; waits at most ``timeout`` seconds."""
        self._stop.set()
        self._gate.set()
        self._wake.set()
        self._hello.set()
        stream = self._stream
        if stream is not None:
            stream.stop()
        deadline = self._parts.clock.monotonic() + timeout
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, deadline - self._parts.clock.monotonic()))

    @property
    def status(self) -> LinkStatus:
        """The connection as it was told last, without counts."""
        return self._status

    # ------------------------------------------------------------------ the stream's words

    def hello(self, heads: dict[str, int], server_time: datetime, *, live: bool = True) -> None:
        """The road is open."""
        self._parts.time.told(server_time)
        with self._lock:
            self._streaming = live
            self._heads = dict(heads)
        self._stream_backoff.after_success()
        if self._status.link in {Link.CONNECTING, Link.OFFLINE}:
            self._tell(replace(self._status, link=Link.CONNECTING, retry_at=None, portal=False, catching_up=True))
        self._hello.set()
        self._wake.set()

    def poke(self, heads: dict[str, int]) -> None:
        """Feeds moved; a heartbeat that tells nothing new wakes nobody."""
        with self._lock:
            self._heads.update(heads)
            news = self._heads != self._pulled
        if news:
            self._wake.set()

    def lost(self, retry_after: float) -> None:
        """The stream ended."""
        with self._lock:
            was, self._streaming = self._streaming, False
        self.ears.forget()  # who cannot hear does not know
        self._stream_pause = self._stream_backoff.after_failure(retry_after)
        self._hello.set()
        if was:
            self._wake.set()

    # ------------------------------------------------------------------ threads

    def _run_stream(self) -> None:
        while not self._stop.is_set():
            self._gate.wait()
            if self._stop.is_set():
                return
            self._sleep(self._guarded(self._read_stream, lambda: BUG_PAUSE_S), self._stop)

    def _read_stream(self) -> float:
        """One stream to its end; returns the seconds until the next."""
        stream = self._stream = self._parts.open_stream(self)
        if self._stop.is_set():
            return 0.0
        try:
            stream.run()
        except _STOPPING:
            return HELLO_WITHIN_S  # the sync thread meets the same and says so
        except (TooOld, Gap):
            return LIVE_EVERY_S
        except Trouble as trouble:
            self._parts.trouble(trouble)
            return POLL_EVERY_S
        return self._stream_pause

    def _run(self) -> None:
        self._hello.wait(HELLO_WITHIN_S)
        while not self._stop.is_set():
            self._gate.wait()
            self._stop.wait(FRAME_S)  # changes given at once then leave together
            self._wake.clear()
            if self._stop.is_set():
                return
            self._sleep(self._guarded(self._round, lambda: self._failed(Link.OFFLINE, BUG_PAUSE_S)), self._wake)

    def _guarded(self, work: Callable[[], float], failed: Callable[[], float]) -> float:
        """Seconds until the next ``work``. A bug reaches the excepthook once until it is gone, and ends nothing."""
        thread = threading.current_thread()
        try:
            delay = work()
        except Exception as error:  # noqa: BLE001  the thread's edge: whoever waits for the next round must get it
            place = f"{type(error)} {traceback.extract_tb(error.__traceback__)[-1:]}"
            if self._bugs.get(thread) != place and not self._stop.is_set():  # files are shut under a late answer
                self._bugs[thread] = place
                threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, thread)))
            return failed()
        self._bugs.pop(thread, None)
        return delay

    def _round(self) -> float:
        """One round; returns the seconds until the next."""
        with self._lock:
            heads = dict(self._heads)
        try:
            report = self._parts.engine.sync_once()
        except Offline as offline:
            return self._failed(Link.OFFLINE, offline.retry_after, portal=isinstance(offline, Portal))
        except TooOld:
            return self._failed(Link.UPGRADE, LIVE_EVERY_S)
        except _STOPPING as error:
            self._gate.clear()
            self._tell(replace(self._status, link=Link.SIGNED_OUT, retry_at=None))
            self._parts.stopped(error)
            return 0.0
        except Trouble as trouble:
            self._parts.trouble(trouble)
            return self._failed(Link.OFFLINE, 0.0)
        except Closed:
            self._stop.set()
            return 0.0
        self._backoff.after_success()
        with self._lock:
            self._pulled, streaming = heads, self._streaming
        link = Link.LIVE if streaming else Link.POLLING
        skew = self._parts.time.skew_ms
        self._tell(LinkStatus(link, synced_at=self._parts.time.now(), skew_ms=skew))
        if report.trouble is not None:
            self._parts.trouble(report.trouble)
        if report.retry or report.more:
            return RETRY_S
        every = LIVE_EVERY_S if streaming else POLL_EVERY_S * self._parts.dice.uniform(0.8, 1.2)
        return every if report.again_s is None else min(every, max(report.again_s, AGAIN_S))

    def _failed(self, link: Link, retry_after: float, *, portal: bool = False) -> float:
        delay = self._backoff.after_failure(retry_after)
        retry_at = self._parts.time.now() + timedelta(seconds=delay)
        self._tell(replace(self._status, link=link, retry_at=retry_at, portal=portal, catching_up=False))
        return delay

    def _tell(self, status: LinkStatus) -> None:
        if self._stop.is_set():  # who listened is closing its files
            return
        self._status = status
        self._parts.status(status)

    def _sleep(self, seconds: float, until: threading.Event) -> None:
        clock = self._parts.clock
        end = clock.monotonic() + seconds
        while not until.is_set() and not self._stop.is_set():
            left = end - clock.monotonic()
            if left <= 0:
                return
            until.wait(clock.patience(left))
