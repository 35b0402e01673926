"""An errand: what one absent person left unsent goes to the server, under their own sign-in and by their own keys."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.client.clock import Clock, ServerTime
from app.client.copy import forget_cache, kept_settings
from app.client.credentials import KeyVault, cache_name, raw_keys, refresh_name
from app.client.held_profile import GaveWay, HeldProfile
from app.client.lease import CacheLease
from app.client.leaving import Leaving
from app.client.left_work import Course, LeftWork
from app.client.lost_key import outbox_key
from app.client.port import Problem, Touched, Trouble
from app.client.profile import Stored
from app.client.signing_in import is_forked
from app.client.store.cipher import Damaged
from app.client.store.database import StoreFiles
from app.client.store.outbox import Forked, Outbox
from app.client.sync.backoff import Backoff
from app.client.sync.world import AuthExpired, Gap, Offline, Revoked, TooOld
from app.client.unsent import tally
from app.domain.lease import lease_days

if TYPE_CHECKING:
    from app.client.sync.engine import SyncEngine, SyncReport
    from app.client.sync.transport import Transport

LOOK_AGAIN_S = 15.0
"""When somebody has the profile open in another window: what they leave is taken along once it is closed."""

_STOPS = {
    AuthExpired: Course.SIGN_IN,
    Forked: Course.SIGN_IN,  # their own desk meets it too, and sees to it
    Gap: Course.SIGN_IN,  # the server counts otherwise: only a pull mends that
    Revoked: Course.REVOKED,
    TooOld: Course.UPGRADE,
    Damaged: Course.LOST,
}
_TROUBLES = {Problem.KEYS_LOST: Course.LOST, Problem.DISK_FULL: Course.FULL}


class Errand:
    """One profile's. ``run`` is one try, on the caller's thread; everything is closed when it returns."""

    def __init__(
        self,
        stored: Stored,
        vault: KeyVault,
        clock: Clock,
        ended: Callable[[], bool],
        tell: Callable[[LeftWork], None],
    ) -> None:
        self._stored = stored
        self._vault = vault
        self._clock = clock
        self._tell = tell
        self._hold = HeldProfile(stored.profile.folder, ended)
        self._backoff = Backoff(random.Random())
        self._transport: Transport | None = None
        self._silent = False
        self._left = LeftWork(stored.profile.key, stored.profile.person.user_name, Course.DONE)

    def run(self) -> float | None:
        """Take along what can be; seconds until there is more to do, None: nothing that comes by itself."""
        try:
            if self._silent:
                _greet(self._stored.profile.server_url)  # nothing is opened for a server that is away
            with self._hold:
                again_s = self._go()
            self._silent = False
            return again_s
        except GaveWay:
            self._say(Course.ELSEWHERE)
            return LOOK_AGAIN_S
        except Offline as offline:
            self._silent = True
            self._say(Course.OFFLINE)
            return self._backoff.after_failure(offline.retry_after)
        except tuple(_STOPS) as stop:
            self._say(next(course for kind, course in _STOPS.items() if isinstance(stop, kind)))
            return None
        except Trouble as trouble:
            course = _TROUBLES.get(trouble.problem, Course.KEYRING)
            self._say(course)
            return self._backoff.after_failure() if course is Course.FULL else None

    def _go(self) -> float | None:
        stored = self._stored
        key = outbox_key(self._vault, stored.profile.key, stored.profile.folder)
        cache_key = raw_keys(self._vault, cache_name(stored.profile.key), 1, create=False)
        files = StoreFiles(stored.profile.folder, key, cache_key[0] if cache_key else b"")
        outbox = self._hold.open(files)
        time = ServerTime(self._clock, int(outbox.meta("skew_ms") or 0))
        if not (outbox.waiting() or outbox.next_leaving() or outbox.files_waiting()):
            self._count(outbox, Course.DONE)
            return None
        if not self._may_go(outbox, files, time):
            self._count(outbox, Course.SIGN_IN)
            return None
        Leaving(outbox, time).release_due()
        self._count(outbox, Course.SENDING)
        return self._carry(outbox, files, time)

    def _may_go(self, outbox: Outbox, files: StoreFiles, time: ServerTime) -> bool:
        """Tell whether that person is signed in here still, and their copy's lease is not over."""
        stored = self._stored
        if not stored.kept or is_forked(stored.profile) or outbox.meta("client") != str(stored.client):
            return False
        if not self._vault.get(refresh_name(stored.profile.key)):
            return False
        lease = CacheLease(outbox, self._clock, time)
        lease.days = lease_days(kept_settings(files, stored.profile.person.ws.bytes).get("lease_days"))
        return not lease.is_over()

    def _carry(self, outbox: Outbox, files: StoreFiles, time: ServerTime) -> float | None:
        try:
            report = self._engine(outbox, files, time).sync_once()
        except Revoked:
            forget_cache(self._vault, self._stored.profile.key, files)
            raise
        again_s = self._again_s(outbox, report, time)
        self._count(outbox, Course.DONE if again_s is None else Course.SENDING)
        return again_s

    def _again_s(self, outbox: Outbox, report: "SyncReport", time: ServerTime) -> float | None:
        if report.retry or report.again_s is not None:
            return self._backoff.after_failure()
        self._backoff.after_success()
        leaves_at = outbox.next_leaving()
        return None if leaves_at is None else max(0.0, (leaves_at - time.now()).total_seconds())

    def _engine(self, outbox: Outbox, files: StoreFiles, time: ServerTime) -> "SyncEngine":
        from app.client.exchange import make_engine, reach_of_errand
        from app.client.sync.errand import ErrandEngine

        def moved(_touched: Touched) -> None:
            self._count(outbox, Course.SENDING)

        reach = reach_of_errand(outbox, files, self._clock, time, moved)
        return make_engine(self._way(), self._stored.client, reach, ErrandEngine)

    def _way(self) -> "Transport":
        """The same for every try: an access token is good for many."""
        from app.client.sync.errand import ErrandTransport
        from app.client.sync.renewal import RefreshToken

        if self._transport is None:
            name, vault = refresh_name(self._stored.profile.key), self._vault
            token = RefreshToken(lambda: vault.get(name), lambda kept: vault.set(name, kept))
            self._transport = ErrandTransport(self._stored.profile.server_url, token, self._hold)
        return self._transport

    def _count(self, outbox: Outbox, course: Course) -> None:
        unsent, attention = tally(outbox)
        self._told(LeftWork(self._left.key, self._left.name, course, unsent, attention))

    def _say(self, course: Course) -> None:
        """What was counted last still holds, as far as is known."""
        left = self._left
        self._told(LeftWork(left.key, left.name, course, left.unsent, left.attention))

    def _told(self, left: LeftWork) -> None:
        self._left = left
        self._tell(left)


def _greet(url: str) -> None:
    from app.client.sync.transport import greet

    greet(url)
