"""A desk without threads: the real outbox, cache, engine and port, one step at a time."""

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from app.client.clock import Clock, ServerTime
from app.client.desk import DeskParts, ProfileDesk
from app.client.exchange import Reach, make_engine
from app.client.leaving import bring_back
from app.client.port import Person
from app.client.store.apply import CacheWriter
from app.client.store.blob_store import BlobStore
from app.client.store.change import DISMISSED, REFUSED
from app.client.store.database import StoreFiles, open_cache, open_outbox, open_writer
from app.client.store.finder import CacheFinder
from app.client.store.outbox import Change, Outbox
from app.client.store.position import CursorMoved
from app.client.store.queries.screen import ScreenQueries
from app.client.store.queries.source import Source
from app.client.store.shelf import Shelf
from app.client.sync.age import Ages
from app.client.sync.world import AuthExpired, Gap, Offline
from app.client.transfer import Transfers
from app.commands.base import Actor
from app.domain.entry import AuthorKind
from tests.sync.model.wire import Wire

T = TypeVar("T")
KEYS = (b"o" * 32, b"c" * 32)


def template(folder: Path) -> Path:
    """Both files of a new profile, made once: making them costs more than a whole schedule."""
    folder.mkdir()
    files = StoreFiles(folder, *KEYS)
    open_outbox(files).close()
    open_cache(files)[0].close()
    return folder


class _Step:
    """The writer's port on the caller's thread: a job is done at once, each third one not before it is waited for."""

    def __init__(self) -> None:
        self._jobs = 0

    def begin(self, job: Callable[[], T]) -> Callable[[], T]:
        self._jobs += 1
        if self._jobs % 3 == 0:
            return job
        answer: Future[T] = Future()
        try:
            answer.set_result(job())
        except Exception as error:  # noqa: BLE001  raised where it is waited for
            answer.set_exception(error)
        return answer.result


class _Machine:
    """``Machine`` that does everything at once; ``dies_before_showing``: the process ends after the outbox's commit."""

    def __init__(self, cache: CacheWriter, ages: Ages) -> None:
        self._cache = cache
        self._ages = ages
        self.dies_before_showing = False
        self.office: Any = None  # nobody administers inboxes here
        self.lookup: Any = None  # nor looks anything up
        self.computers: Any = None  # nor signs another one out

    def start(self) -> None: ...

    def show(self, change: Change) -> None:
        self._ages.born(change.change_id)
        if not self.dies_before_showing:
            self._cache.show(change)

    def rebase(self, *conversations: UUID) -> None:
        self._cache.rebase(*conversations)

    def post(self, job: Callable[[], Any]) -> None:
        job()

    def kick(self) -> None: ...

    def want_blob(self, sha256: str) -> None: ...

    def sign_out(self) -> None: ...

    def move_to(self, url: str) -> None: ...

    def settle_before_end(self, seconds: float) -> None: ...

    def stop(self, seconds: float, then: Callable[[], None]) -> None:
        self._ages.keep(ending=True)
        self._cache.close()
        then()


@dataclass
class Device:
    """Who sits where: a user's registered device."""

    name: str
    user_id: UUID
    client: UUID


class SteppedDesk:
    """One device's desk. ``sync`` is one round; ``restart`` opens the files anew, as after a crash."""

    def __init__(self, folder: Path, device: Device, ws: UUID, wire: Wire, clock: Clock) -> None:
        self.device = device
        self.wire = wire
        self.folder = folder
        self._ws = ws
        self._clock = clock
        self._open()

    def _open(self, *, renumbered: bool = False) -> None:
        lie = self.files = StoreFiles(self.folder, *KEYS)
        connection, _ = open_cache(lie)
        self.outbox = Outbox(open_outbox(lie))
        bring_back(self.outbox)
        if self.outbox.meta("client") is None:
            self.outbox.set_meta("client", str(self.device.client))
        time, transfers = ServerTime(self._clock), Transfers()
        files = Shelf(BlobStore(lie.blobs, lie.cache_key), BlobStore(lie.unsent, lie.outbox_key, synced=True))
        self.source = Source(connection, self._ws.bytes, self.device.user_id, self.outbox, files, transfers)
        actor = Actor(AuthorKind.USER, self.device.user_id)
        self.cache = CacheWriter(open_writer(lie), self._ws, actor, self.outbox)
        ages = Ages(self.outbox, self._clock, time)
        person = Person(UUID(int=0), self._ws, "", self.device.user_id, self.device.name)
        queries = ScreenQueries(self.source, time.now)
        finder = CacheFinder(lie, person, time.now, self.source.pause)
        parts = DeskParts(
            person, queries, self.source, self.outbox, files, self._clock, time, finder, finder.close,
            self.outbox.close,
        )  # fmt: skip
        self.desk = ProfileDesk(parts)
        self._machine = _Machine(self.cache, ages)
        self.desk.run_with(self._machine)
        step: Any = _Step()
        wire: Any = self.wire
        reach = Reach(
            outbox=self.outbox, files=files, transfers=transfers, clock=self._clock, time=time, writer=step,
            cache=lambda: self.cache, ages=ages, touched=self.desk.touched, show=self._machine.show,
        )  # fmt: skip
        self._engine = make_engine(wire, self.device.client, reach)
        if renumbered:
            self.cache.renumbered()
        else:
            self.cache.rebase()

    # ------------------------------------------------------------------ what its person does

    def give(self, command: object, *, undo_ms: int = 0, dies: bool = False) -> UUID:
        """Give a command; ``dies``: the process ends right after it is on the disk."""
        self._machine.dies_before_showing = dies
        change_id = self.desk.submit(command, undo_ms=undo_ms)
        if dies:
            self.restart(crash=True)
        return change_id

    def release(self) -> None:
        """The undo time of everything that is leaving is over."""
        self.outbox.release(lambda _: True)

    def restart(self, *, crash: bool = False) -> None:
        """End the program, in order or not, and start it again."""
        self._end(crash=crash)
        self._open()

    def _end(self, *, crash: bool) -> None:
        if not crash:
            self.desk.close()
            return
        self.cache.close()
        self.source.connection.close()
        self.outbox.close()

    def close(self) -> None:
        self._end(crash=True)

    # ------------------------------------------------------------------ the exchange

    def sync(self) -> bool:
        """One round; False when the network or the server did not let it end.

        Raises:
            Forked: the device must be registered anew (``count_as``).
        """
        try:
            self._engine.sync_once()
        except (Offline, AuthExpired, Gap):
            return False
        return True

    def apply_late(self) -> None:
        """A page that was thought lost arrives after all."""
        asked, page = self.wire.late.pop(0)
        try:
            self.cache.apply_page(asked, page, last_mid=None if page.more else page.last_mid)
        except CursorMoved:
            return

    def count_as(self, client: UUID) -> None:
        """The device has a new id: what is unsent is numbered anew."""
        self._end(crash=True)
        files = StoreFiles(self.folder, *KEYS)
        outbox = Outbox(open_outbox(files))
        outbox.renumber(client)
        outbox.close()
        self.device = Device(self.device.name, self.device.user_id, client)
        self._open(renumbered=True)

    # ------------------------------------------------------------------ what it shows

    def conversations(self) -> list[UUID]:
        rows = self.source.all("SELECT id FROM conversation WHERE ws = ? ORDER BY id", self._ws.bytes)
        return [UUID(bytes=row[0]) for row in rows]

    def refused(self) -> list[Change]:
        return [it for it in self.outbox.changes() if it.state in REFUSED]

    def given_up(self) -> set[UUID]:
        """Changes that nobody wants any more: discarded, given anew, or erased."""
        rows = self.outbox._connection.execute("SELECT change_id FROM command WHERE state = ?", (DISMISSED,))
        return {UUID(bytes=it[0]) for it in rows.fetchall()}

    def rows(self, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
        """The whole content of these tables, in an order of its own."""
        connection = self.source.connection
        return {it: sorted(connection.execute(f'SELECT * FROM "{it}"').fetchall(), key=repr) for it in tables}

    def held(self) -> str:
        """Everything in both files."""
        found = []
        for connection in (self.source.connection, self.outbox.connection):
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            found += [connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables]
        return repr(found)

    def feeds(self) -> set[str]:
        return {row[0] for row in self.source.all("SELECT DISTINCT feed FROM membership")}


def new_desk(source: Path, folder: Path, device: Device, ws: UUID, wire: Wire, clock: Clock) -> SteppedDesk:
    """A desk on a copy of the template's files."""
    shutil.copytree(source, folder)
    return SteppedDesk(folder, device, ws, wire, clock)
