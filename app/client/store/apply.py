"""The writes of the cache: an effect of this person, a page of the server, logs; each in one transaction."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID, uuid4

from app.client.port import Touched
from app.client.row import ChangeState
from app.client.store.cipher import Connection, is_damaged, transaction
from app.client.store.client_tx import OF_LOG
from app.client.store.codec import stored_instant
from app.client.store.doomed import Files, delete_doomed, doom, has_doomed
from app.client.store.erased import Erased
from app.client.store.erased_page import erased_in, erased_in_logs
from app.client.store.ground import RowKey
from app.client.store.log import Wanted, apply_slices
from app.client.store.missing import MissingLogs
from app.client.store.outbox import Change, Outbox
from app.client.store.position import CursorMoved, Position
from app.client.store.replay import PutOn, Replay
from app.client.store.replica import LOG, Stored, row_id, table
from app.client.store.search_index import STEP, index_some
from app.client.store.touching import Touching, touch_blob
from app.client.store.view import View, is_doubted
from app.client.wanted_log import WantedLogs
from app.commands.base import Actor
from app.commands.message import WriteNote
from app.protocol.command import to_wire
from app.protocol.pull import LogSlice, PullAnswer

T = TypeVar("T")


class _ThrownAway(Exception):
    """Nothing of the transaction is to be kept."""


class CacheWriter:
    """Every write of the cache. Writer thread only; each method is one transaction and returns what it touched."""

    def __init__(
        self, connection: Connection, ws: UUID, actor: Actor, outbox: Outbox, damaged: Callable[[], None] = lambda: None
    ) -> None:
        """``damaged`` is told when the file turns out to be damaged while it is written."""
        self._connection = connection
        self._ws, self.ws = ws, ws.bytes
        self._actor = actor
        self._outbox = outbox
        self._damaged = damaged
        self.missing_logs = MissingLogs(self.ws, datetime.now(UTC))
        self.wanted = WantedLogs()
        """Conversations somebody looks at."""
        self.to_index = True
        """Whether there may be something that search does not find yet."""
        self._put_on: PutOn | None = None
        """After the last transaction that was kept; None: what is put on was put on by an earlier run."""

    def position(self) -> Position:
        """Cursor and mids as they are stored."""
        return self.read(_position)

    def read(self, job: Callable[[Any], T]) -> T:
        """Look at the copy."""
        return job(self._connection.cursor())

    def show(self, change: Change) -> Touched:
        """The effect of a change this person has just given. One that has its effect already is left alone."""
        with self._transaction() as (replay, touching, cursor):
            replay.put_on(self._pending(cursor))
            if change.conversation_id is not None:
                touching.conversation(change.conversation_id)
            return touching.result(changes=True)

    def warm(self) -> None:
        """Write a note that is thrown away: the first real one then finds every mapping and statement made."""
        with suppress(_ThrownAway), self._transaction() as (replay, _touching, cursor):
            found = cursor.execute("SELECT id FROM conversation WHERE ws = ? LIMIT 1", (self.ws,)).fetchone()
            if found is not None:
                replay.put_on([*self._pending(cursor), _trial_note(UUID(bytes=found[0]))])
            raise _ThrownAway

    def forget(self, erased: Erased) -> Touched:
        """Keep nothing of what is erased out of sight: no page tells of it."""
        with self._forgetting(erased) as files:
            return self.rebase(*erased.conversations, doomed=files)

    def rebase(self, *conversations: UUID, doomed: Iterable[str] = ()) -> Touched:
        """Put on what the outbox holds now, take off what it holds no more, files too; the first time all anew."""
        with self._transaction() as (replay, touching, cursor):
            doom(cursor, doomed)
            pending = self._pending(cursor)
            replay.bare((), pending)
            replay.put_on(pending)
            for conversation_id in conversations:
                touching.conversation(conversation_id)
            return touching.result(changes=True)

    def renumbered(self) -> Touched:
        """The outbox counts anew under another client id: no command of that id is acknowledged yet."""
        with self._transaction() as (replay, touching, cursor):
            _set_meta(cursor, last_mid="0", durable_mid="0")
            replay.take_off()
            replay.put_on(self._outbox.pending(0))
            touched = touching.result(changes=True)
        self._outbox.known_anew()
        return touched

    def apply_page(self, asked: str | None, page: PullAnswer, *, last_mid: int | None) -> Touched:
        """Apply one page that was asked for with cursor ``asked``.

        ``last_mid``: commands up to it are contained in what has been pulled now; None: not known for this page.

        Raises:
            CursorMoved: another page was applied in between.
            RowError: a row does not fit.
            Trouble: ``DISK_FULL``; nothing of the page is kept.
        """
        with self._forgetting(erased_in(page)) as files, self._transaction() as (replay, touching, cursor):
            before = _position(cursor)
            if before.cursor != asked:
                raise CursorMoved
            acknowledged = before.last_mid if last_mid is None else last_mid
            pending = self._outbox.pending(acknowledged)
            doom(cursor, files)
            keys = _reached(cursor, page)
            rebased = replay.take_off() if keys is None else replay.bare(keys, pending)
            if keys is None or any(op[0] == "leave" for op in page.ops):
                replay.restore()
                self._apply_ops(cursor, page, replay, touching)
            else:
                replay.written(self._apply_ops(cursor, page, replay, touching))
            _set_meta(
                cursor,
                cursor=page.cursor,
                last_mid=str(acknowledged),
                durable_mid=str(page.durable_mid),
                paging="1" if page.more else "0",
                server_time=stored_instant(page.server_time),
            )
            rebased |= replay.put_on(pending)
            touched = touching.result(changes=rebased, everything=page.reset)
        self.missing_logs.changed(touched.conversations)
        if page.reset:
            self.missing_logs.look_anew()
        return touched

    def apply_logs(self, logs: dict[UUID, LogSlice]) -> tuple[Touched, set[UUID]]:
        """Take in log entries that were asked for; also names the conversations that have more of their log now."""
        if not logs:
            return Touched(), set()
        with self._forgetting(erased_in_logs(logs)) as files, self._transaction() as (replay, touching, cursor):
            doom(cursor, files)
            pending = self._pending(cursor)
            replay.bare(_log_keys(logs), pending)
            grown, written = _apply_slices(cursor, self.ws, logs, replay, touching)
            replay.written(written)
            replay.put_on(pending)
            return touching.result(), grown

    def missing(self, limit: int, but: set[UUID]) -> Wanted:
        """Log entries to ask for, of at most so many conversations."""
        return self.read(lambda cursor: self.missing_logs.slices(cursor, limit, but=but, asked=self.wanted.all()))

    def touch_blob(self, sha256: str, *, here: bool = True) -> Touched:
        """The conversations that show a file; ``here``: its bytes have just been stored."""
        return self.change(lambda cursor, touching: touch_blob(cursor, self.ws, sha256, touching, here=here))

    def sweep_blobs(self, blobs: Files) -> None:
        """Delete the files that messages no longer here had (sync.md I10). Nothing happens when there are none."""
        if not self.read(has_doomed):
            return
        unsent = "".join(json.dumps(change.args) for change in self._outbox.changes())
        with self._transaction() as (_, _, cursor):
            delete_doomed(cursor, self.ws, blobs, unsent)

    def index_some(self, rows: int = STEP) -> bool:
        """Take some of what is new into the search index; False: there was nothing."""
        self.to_index = index_some(self._connection, self.ws, rows)
        return self.to_index

    def change(self, job: Callable[[Any, Touching], object]) -> Touched:
        """Any other change of the copy, in a transaction."""
        with self._transaction() as (_, touching, cursor):
            job(cursor, touching)
            return touching.result()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _apply_ops(self, cursor: Any, page: PullAnswer, replay: Replay, touching: Touching) -> dict[RowKey, Stored]:
        """Returns the rows that were written; some may have gone again when the page lets rows go."""
        view = View(cursor, self.ws, touching, replay.ground.put_all)
        written: dict[RowKey, Stored] = {}
        if page.reset:
            view.doubt_all()
        for verb, ops in groupby(page.ops, itemgetter(0)):
            if verb == "put":
                written.update(view.put_all(ops))
            else:
                for op in ops:
                    view.go(op)
        written.update(_apply_slices(cursor, self.ws, page.logs, replay, touching)[1])
        if not page.more:
            view.sweep()
        return written

    @contextmanager
    def _forgetting(self, erased: Erased) -> Iterator[Sequence[str]]:
        """Around the transaction that takes an erasure in: the outbox before it, no old page of the file after it.

        First the outbox: should the transaction fail, the same page comes again. Gives hashes of files to delete.
        """
        yield self._outbox.erase(erased) if erased else ()
        if erased:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    @contextmanager
    def _transaction(self) -> Iterator[tuple[Replay, Touching, Any]]:
        try:
            with transaction(self._connection) as cursor:
                touching = Touching(cursor, self.ws)
                replay = Replay(cursor, self._ws, self._actor, touching, self._put_on)
                if self._put_on is None:
                    replay.take_off()
                    replay.put_on(self._pending(cursor))
                yield replay, touching, cursor
                contained = _position(cursor).last_mid
            self._put_on, self.to_index = replay.is_put_on, True
            self._outbox.shown(self._put_on.prints, contained)
        except Exception as error:
            if is_damaged(error):
                self._damaged()
            raise

    def _pending(self, cursor: Any) -> Sequence[Change]:
        return self._outbox.pending(_position(cursor).last_mid)


Write = Callable[[CacheWriter], Touched]


def _trial_note(conversation_id: UUID) -> Change:
    """A note as the outbox would hold it."""
    name, args = to_wire(WriteNote(conversation_id, uuid4(), "."))
    at = datetime.now(UTC)
    return Change(0, uuid4(), None, uuid4(), name, args, conversation_id, "", at, 0, None, ChangeState.LEAVING.value)


def _apply_slices(
    cursor: Any, ws: bytes, logs: dict[UUID, LogSlice], replay: Replay, touching: Touching
) -> tuple[set[UUID], dict[RowKey, Stored]]:
    """Take the slices in; returns the conversations whose range changed, and the entries that were written."""
    grown, written, anew = apply_slices(cursor, ws, logs, replay.ground.under("conversation"))
    touching.anew(anew)
    for conversation_id in logs:
        touching.conversation(conversation_id)
    of = table(LOG)
    return grown, {(LOG, of.id_of(it)): it for it in written}


def _reached(cursor: Any, page: PullAnswer) -> Iterable[RowKey] | None:
    """The rows a page writes or deletes; None: nobody can tell beforehand."""
    sweeps = not page.more and is_doubted(cursor)
    if page.reset or sweeps or any(op[0] == "drop" for op in page.ops):
        return None
    return chain((_key(op) for op in page.ops if op[0] in {"put", "leave"}), _log_keys(page.logs))


def _key(op: list[Any]) -> RowKey:
    """Of a row that comes or leaves; what hangs on a conversation that leaves was put on through its row."""
    row = op[3]
    return op[2], row_id(op[2], row if op[0] == "leave" else row.get("entry_id" if op[2] == "delivery" else "id"))


def _log_keys(logs: dict[UUID, LogSlice]) -> Iterator[RowKey]:
    for conversation_id, log in logs.items():
        yield OF_LOG, conversation_id.bytes
        for entry in log.entries:
            yield LOG, row_id(LOG, entry.get("entry_id"))


def _position(cursor: Any) -> Position:
    meta = dict(cursor.execute("SELECT name, value FROM meta").fetchall())
    return Position(
        meta.get("cursor"), int(meta.get("last_mid", 0)), int(meta.get("durable_mid", 0)), meta.get("paging") == "1"
    )


def _set_meta(cursor: Any, /, **values: str) -> None:
    for name, value in values.items():
        cursor.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
