"""What works behind a desk: the writer, sync and stream threads, put together on first use."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.client.clock import Clock, ServerTime
from app.client.copy import forget_cache
from app.client.credentials import KeyVault, refresh_name
from app.client.desk import ProfileDesk
from app.client.lease import CacheLease
from app.client.port import Link, LinkStatus, Person, Problem, Trouble
from app.client.row import DraftKind
from app.client.store.change import draft_kind
from app.client.store.database import StoreFiles, damage_mark
from app.client.store.outbox import Change, Forked, Outbox
from app.client.store.pause import FRAME_S, Pause
from app.client.store.shelf import Shelf
from app.client.store.upkeep import due_of, keep_up
from app.client.store.writer import Writer
from app.client.sync.age import Ages
from app.client.sync.computers import ServerComputers
from app.client.sync.lookup import ServerLookup
from app.client.sync.office import ServerOffice
from app.client.transfer import Transfers
from app.client.wanted_log import WantedLogs

if TYPE_CHECKING:
    from app.client.computer import Computers
    from app.client.inbox import InboxOffice
    from app.client.search import Lookup
    from app.client.store.apply import CacheWriter
    from app.client.sync.courier import Courier
    from app.client.sync.engine import SyncEngine
    from app.client.sync.herald import ServerHerald
    from app.client.sync.transport import Transport

FORKED_MARK = "client.forked"
"""A file of the profile that says: the next sign-in registers this device anew."""


@dataclass(frozen=True, slots=True)
class MachineParts:
    """What the threads of one desk work with. ``renumbered``: the outbox counts anew since this start."""

    files: StoreFiles
    key: str
    url: str
    person: Person
    client: UUID
    vault: KeyVault
    outbox: Outbox
    blobs: Shelf
    clock: Clock
    time: ServerTime
    lease: CacheLease
    renumbered: bool = False
    transfers: Transfers = field(default_factory=Transfers)
    wanted: WantedLogs = field(default_factory=WantedLogs)
    pause: Pause = field(default_factory=Pause)


class DeskMachine:
    """Starts at once and imports its libraries on its own threads, so that the first list waits for none of them."""

    def __init__(self, parts: MachineParts, desk: ProfileDesk) -> None:
        self._parts = parts
        self._desk = desk
        self._writer = Writer(parts.clock, self._due, self._on_due, self._on_trouble)
        self._cache: CacheWriter | None = None
        self._transport: Transport | None = None
        self.office: InboxOffice = ServerOffice(lambda: self._transport)
        self.computers: Computers = ServerComputers(lambda: self._transport)
        self.lookup: Lookup = ServerLookup(
            lambda: self._transport, parts.person.timezone, parts.time.now, parts.wanted.want
        )
        self._engine: SyncEngine | None = None
        self._courier: Courier | None = None
        self._herald: ServerHerald | None = None
        self._behind, self._renumbered = False, parts.renumbered
        self._url, self._ages = parts.url, Ages(parts.outbox, parts.clock, parts.time)
        self._ready, self._ended = threading.Event(), threading.Event()
        self._boot = threading.Thread(target=self._start_sync, name="deskhand-start", daemon=True)
        self._writer.post(self._open_cache)

    def start(self) -> None:
        """Start the threads. Twice is once."""
        if self._ended.is_set() or self._boot.ident is not None:
            return
        self._writer.start()
        self._boot.start()

    @property
    def status(self) -> LinkStatus:
        """The connection as it was told last."""
        return LinkStatus(Link.CONNECTING) if self._courier is None else self._courier.status

    def show(self, change: Change) -> None:
        """Write the effect of a change, then send it when it may go."""
        self._ages.born(change.change_id)
        paint_until = self._parts.clock.monotonic() + FRAME_S
        self._writer.post(lambda: self._show(change, paint_until))

    def rebase(self, *conversations: UUID) -> None:
        """Show what the outbox holds now."""
        self._writer.post(lambda: self._rebase(*conversations))

    def post(self, job: Callable[[], Any]) -> None:
        """Do something on the writer thread."""
        self._writer.post(job)

    def kick(self) -> None:
        """Try the server now, also after a new sign-in."""
        if self._courier is not None:
            self._courier.signed_in()

    def want_blob(self, sha256: str) -> None:
        """Fetch a file; before the threads are up it is asked for again when it is looked at."""
        if self._engine is not None:
            self._engine.want_blob(sha256)
            self.kick()

    def move_to(self, url: str) -> None:
        """The server listens at another address now."""
        self._url = url
        if self._transport is not None:
            self._transport.move_to(url)
            self.kick()

    def sign_out(self) -> None:
        """Forget the tokens here at once, and at the server when it answers."""
        self._parts.vault.forget(refresh_name(self._parts.key))
        if self._transport is not None:
            threading.Thread(target=self._transport.sign_out, name="deskhand-sign-out", daemon=True).start()
        self._desk.status_changed(LinkStatus(Link.SIGNED_OUT))

    def settle_before_end(self, seconds: float) -> None:
        """While the server answers, wait until everything is sent, at most that long."""
        if self.status.link not in {Link.LIVE, Link.POLLING}:
            return
        self.kick()
        end = self._parts.clock.monotonic() + seconds
        while self._parts.outbox.waiting() and self._parts.clock.monotonic() < end:
            self._ended.wait(0.01)

    def stop(self, seconds: float, then: Callable[[], None]) -> None:
        """End all threads, close the cache, and do ``then``: in that time, or as soon as what is being written is."""
        self._ended.set()
        if self._boot.ident is not None:
            self._boot.join(seconds)
        if self._courier is not None and self._herald is not None:
            self._herald.stop()
            self._courier.stop(seconds)
        self._ages.keep(ending=True)
        self._writer.stop(seconds, lambda: _shut(self._cache, then))

    # ------------------------------------------------------------------ inside

    def _due(self) -> float | None:
        leaves_at = self._parts.outbox.next_leaving()
        if self._behind:
            return 0.0
        leaves = [] if leaves_at is None else [(leaves_at - self._parts.time.now()).total_seconds()]
        return min([*leaves, *due_of(self._cache, self._parts.pause)], default=None)

    def _on_due(self) -> None:
        if self._behind:
            self._rebase()
        self._desk.left()
        keep_up(self._cache, self._parts.pause, self._desk.touched)

    def _on_trouble(self, trouble: Trouble) -> None:
        """What engine threads could not write is in the outbox all the same: nobody has to give it again."""
        self._desk.notice(Problem.DISK_FULL_KEPT if trouble.problem is Problem.DISK_FULL else trouble.problem)

    def _rebase(self, *conversations: UUID) -> None:
        cache = self._opened()
        try:
            touched = cache.renumbered() if self._renumbered else cache.rebase(*conversations)
        except Trouble:
            self._behind = True  # a full disk: shown when there is space again
            raise
        self._behind = self._renumbered = False
        self._desk.touched(touched)

    def _open_cache(self) -> None:
        """On the writer thread, before everything else it does."""
        self._cache = _cache_writer(self._parts)
        try:
            self._rebase()
        finally:
            self._ready.set()
        self._cache.warm()

    def _opened(self) -> "CacheWriter":
        if self._cache is None:
            raise RuntimeError("the cache could not be opened")
        return self._cache

    def _show(self, change: Change, paint_until: float) -> None:
        if draft_kind(change.name) is DraftKind.NOTE:
            _let_paint(paint_until - self._parts.clock.monotonic(), self._ended)
        try:
            self._desk.touched(self._opened().show(change))
        except Trouble:
            self._behind = True  # stored and sent, but not shown yet
            raise
        finally:
            if change.mid is not None:
                self.kick()

    def _start_sync(self) -> None:
        from app.client.exchange import Reach, make_engine
        from app.client.sync.courier import Courier, CourierParts
        from app.client.sync.herald import Ears, ServerHerald
        from app.client.sync.ladder import Ladder, network_to
        from app.client.sync.renewal import RefreshToken
        from app.client.sync.road import Roads
        from app.client.sync.transport import Transport

        parts, desk, name = self._parts, self._desk, refresh_name(self._parts.key)
        self._ready.wait()
        token = RefreshToken(partial(parts.vault.get, name), partial(parts.vault.set, name))
        transport = Transport(self._url, refresh_token=token)
        roads = Roads(transport, Ladder(parts.outbox, parts.clock, lambda: network_to(transport.url)), parts.clock)
        self._transport, ears = transport, Ears(desk.presence)
        desk.presence.herald = self._herald = ServerHerald(transport, parts.clock, ears.hear)
        reach = Reach(
            parts.outbox, parts.blobs, parts.transfers, parts.clock, parts.time, self._writer,
            parts.pause.stirred_by(self._opened), self._ages, desk.touched, self.show,
        )  # fmt: skip
        self._engine = make_engine(transport, parts.client, reach)
        self._courier = Courier(
            CourierParts(
                engine=self._engine, open_stream=roads.open, clock=parts.clock, time=parts.time, dice=random.Random(),
                status=self._on_status, stopped=self._stopped, trouble=self._on_trouble, ears=ears,
            )
        )  # fmt: skip
        parts.wanted.kick = self._courier.look
        if not self._ended.is_set():
            transport.move_to(self._url)
            self._courier.start()
            self._herald.start()

    def _stopped(self, error: Exception) -> None:
        from app.client.sync.world import Revoked

        if isinstance(error, Forked):
            (self._parts.files.folder / FORKED_MARK).touch()
        if isinstance(error, Revoked):
            _give_up_copy(self._parts, self._desk, Problem.REVOKED)

    def _on_status(self, status: LinkStatus) -> None:
        if status.link in {Link.LIVE, Link.POLLING}:
            self._parts.lease.renew()
            self._desk.presence.answers()
        elif self._parts.lease.is_over():
            self._parts.lease.end()
            _give_up_copy(self._parts, self._desk, Problem.LEASE_OVER)
        self._desk.status_changed(status)


def _let_paint(left_s: float, ended: threading.Event) -> None:
    """A note is painted from the outbox: until it is, the window needs the interpreter for itself.

    ``left_s`` counts from when it was given: of many notes at once only the first waits, and none behind other work.
    """
    if left_s > 0:
        ended.wait(left_s)


def _give_up_copy(parts: MachineParts, desk: ProfileDesk, why: Problem) -> None:
    forget_cache(parts.vault, parts.key, parts.files)
    desk.notice(why)


def _cache_writer(parts: MachineParts) -> "CacheWriter":
    from app.client.store.apply import CacheWriter
    from app.client.store.database import open_writer
    from app.commands.base import Actor
    from app.domain.entry import AuthorKind

    actor = Actor(AuthorKind.USER, parts.person.user_id)
    damaged = damage_mark(parts.files).touch
    cache = CacheWriter(open_writer(parts.files), parts.person.ws, actor, parts.outbox, damaged)
    cache.wanted = parts.wanted
    return cache


def _shut(cache: "CacheWriter | None", then: Callable[[], None]) -> None:
    """On the writer thread: a connection that is closed while another thread uses it ends the process."""
    if cache is not None:
        cache.close()
    then()
