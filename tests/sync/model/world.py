"""One workspace on the real server code, and everything that happens to it from outside a desk."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, NullPool, create_engine, delete, insert, select
from sqlcipher3 import dbapi2

from app.client.store.cipher import connect
from app.client.store.database import StoreFiles
from app.client.store.erased import CODE as ERASED
from app.commands.base import SYSTEM
from app.domain.entry import AuthorKind, EntryKind
from app.domain.erasure import REDACTED, Target
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry, Promise
from app.model.identifier import new_id
from app.model.replicated import KINDS
from app.model.search import SearchDoc, SearchName, SearchTodo
from app.model.sync import CommandResult, Effect, Erasure, FeedRow, SyncClient
from app.model.workspace import TeamMember
from app.protocol.row import plain_values
from app.server.auth.token import Bearer
from app.server.backup import restoring
from app.server.backup.content import stored_tables
from app.server.erasure.erasing import Eraser
from app.server.feed.grants import granted
from app.server.jobs.retention import _drop_tombstones, _leave_feeds
from app.server.sync.wire_value import mapped_columns
from app.server.transaction import ServerTx
from tests.builders.conversation import customer_writes, make_conversation
from tests.builders.workspace import Shop, make_shop
from tests.fakes.clock import DrivenClock as DeskClock
from tests.sync.model.desk import Device, SteppedDesk, new_desk
from tests.sync.model.wire import ServerCode, Wire

Plain = dict[tuple[str, UUID], dict[str, Any]]
Logs = dict[UUID, list[dict[str, Any]]]
Tables = dict[str, list[dict[str, Any]]]

PEOPLE = ("anna", "anna's laptop", "boris")
BACKUP_GOOD_FOR = timedelta(days=6)
"""A backup older than the time after which commands count as durable is not restored in this world (sync.md 2.5)."""


@dataclass
class House:
    """What all schedules share: the database, the template of a desk's files, a folder for their copies."""

    server: ServerCode
    clock: Any  # the server's, driven
    template: Path
    folder: Path
    number: int = 0

    def world(self) -> "World":
        """A new, small workspace with three desks: two of Anna, one of Boris."""
        self.number += 1
        return World(self, self.folder / str(self.number))


@dataclass
class World:
    """A workspace in which a schedule plays. ``talks`` and ``desks`` in the order they came."""

    house: House
    folder: Path
    talks: list[UUID] = field(default_factory=list)
    desks: list[SteppedDesk] = field(default_factory=list)
    backup: tuple[Tables, Any] | None = None
    erased: set[str] = field(default_factory=set)
    """Words of messages that were erased and are nowhere else; no file of anybody may hold one of them again."""

    def __post_init__(self) -> None:
        self.server = self.house.server
        self.uow = self.server.uow
        self.shop: Shop = make_shop(self.uow)
        self.ws = self.shop.ws
        self.clock = DeskClock()
        self.clock.set_wall(self.house.clock.now())
        for name in PEOPLE:
            self.seat(name, self.shop.boris if name == "boris" else self.shop.anna)

    # ------------------------------------------------------------------ people and devices

    def register(self, user_id: UUID) -> UUID:
        """A new device of a user, as sign-in makes it."""
        client = new_id()

        def work(tx: ServerTx) -> None:
            tx.session.add(SyncClient(ws=self.ws, client_id=client, user_id=user_id, seen_at=tx.now))

        self.uow.run(self.ws, SYSTEM, work)
        return client

    def seat(self, name: str, user_id: UUID) -> None:
        device = Device(name, user_id, self.register(user_id))
        wire = Wire(self.server, Bearer(self.ws, user_id, device.client, float("inf")))
        place = self.folder / str(len(self.desks))
        self.desks.append(new_desk(self.house.template, place, device, self.ws, wire, self.clock))

    def clone(self, original: SteppedDesk) -> None:
        """Somebody copies a computer's disk; both copies go on as the same device."""
        original.restart(crash=True)  # its files are whole
        wire = Wire(self.server, original.wire.who)
        place = self.folder / str(len(self.desks))
        self.desks.append(new_desk(original.folder, place, original.device, self.ws, wire, self.clock))

    def register_anew(self, desk: SteppedDesk) -> None:
        """What a sign-in does for a device that is told it forked, or that a restored server no longer knows."""
        client = self.register(desk.device.user_id)
        desk.wire.who = Bearer(self.ws, desk.device.user_id, client, float("inf"))
        desk.count_as(client)

    def regrant(self, user_id: UUID, team_id: UUID) -> None:
        """Put a user into a team, or take them out."""

        def work(tx: ServerTx) -> None:
            mine = (TeamMember.ws == self.ws) & (TeamMember.user_id == user_id) & (TeamMember.team_id == team_id)
            known = tx.session.scalar(select(TeamMember).where(mine))
            if known is None:
                tx.put(TeamMember(id=new_id(), team_id=team_id, user_id=user_id))
            else:
                tx.remove(known)

        self.uow.run(self.ws, SYSTEM, work)

    # ------------------------------------------------------------------ customers and the house

    def customer_writes(self, number: int) -> None:
        """In an old conversation, or in a new one; one that is closed for good takes nothing more."""
        text = f"Вопрос {new_id().hex}"
        if number >= len(self.talks):
            inbox = (self.shop.chat, self.shop.support_mail)[number % 2]
            address = f"visitor{number}@example.com"
            talk = make_conversation(self.uow, self.ws, inbox, address=address, text=text, messages=1 + number % 2)
            self.talks.append(talk)
        elif self.on_server(self.talks[number]) not in (None, Status.CLOSED):
            customer_writes(self.uow, self.ws, self.talks[number], text)

    def on_server(self, talk: UUID) -> Status | None:
        """The status of a conversation; None when a restored server has none of it."""
        with self.server.database.read() as session:
            return session.scalar(
                select(Conversation.status).where(Conversation.ws == self.ws, Conversation.id == talk)
            )

    def change(self, talk: UUID, what: str) -> None:
        """Somebody with more rights: ``move`` to the other queue, ``close`` for good, ``watch`` by Boris."""

        def work(tx: ServerTx) -> None:
            row = tx.get(Conversation, talk)
            if what == "move":
                row.queue_id = self.shop.support if row.queue_id == self.shop.sales else self.shop.sales
            elif what == "close":
                row.status, row.closed_at, row.status_rev = Status.CLOSED, tx.now, row.status_rev + 1
            else:
                row.watcher_ids = [] if row.watcher_ids else [str(self.shop.boris)]

        if self.on_server(talk) is not None:
            self.uow.run(self.ws, SYSTEM, work)

    def erase(self, talk: UUID, target: Target) -> None:
        """An administrator erases the customer of a conversation, or its last message."""
        before = self._words()

        def work(tx: ServerTx) -> None:
            if target is Target.CUSTOMER:
                Eraser(tx).erase(target, tx.get(Conversation, talk).customer_id)
                return
            messages = select(LogEntry.entry_id).where(LogEntry.ws == self.ws, LogEntry.conversation_id == talk)
            messages = messages.where(LogEntry.kind.in_((EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT)))
            last = tx.session.scalar(messages.order_by(LogEntry.seq.desc()).limit(1))
            if last is not None:
                Eraser(tx).erase(target, last)

        if self.on_server(talk) is not None:
            self.uow.run(self.ws, SYSTEM, work)
            self.erased |= before - self._words()

    def _words(self) -> set[str]:
        """The last word of every message, which no other message has."""
        with self.server.database.read() as session:
            payloads = session.scalars(select(LogEntry.payload).where(LogEntry.ws == self.ws))
            return {it["text"].rpartition(" ")[2] for it in payloads if it.get("text")}

    def pass_time(self, hours: float) -> None:
        """On every clock; then the daily job runs."""
        self.house.clock.advance(timedelta(hours=hours))
        self.clock.advance(hours * 3_600)
        if hours >= 24:
            self.uow.run(self.ws, SYSTEM, _leave_feeds)
            self.uow.run(self.ws, SYSTEM, _drop_tombstones)

    # ------------------------------------------------------------------ backup and restore

    def take_backup(self) -> None:
        with self.server.database.read() as session:
            tables = {it.name: session.execute(select(it).where(it.c.ws == self.ws)).mappings() for it in _tables()}
            self.backup = ({name: [dict(row) for row in rows] for name, rows in tables.items()}, self.house.clock.now())

    def restore(self) -> None:
        """The server is what it was at the backup, under another epoch; devices it does not know sign in again."""
        if self.backup is None or self.house.clock.now() - self.backup[1] > BACKUP_GOOD_FOR:
            return
        with self.server.database.write() as session:
            for table in (*reversed(_tables()), *_INDEXED_ANEW):
                session.execute(delete(table).where(table.c.ws == self.ws))
            for table in _tables():
                if self.backup[0][table.name]:
                    session.execute(insert(table), self.backup[0][table.name])
            session.commit()
        with self.server.database.read() as session:  # before anything else is taken in (sync.md 2.4)
            subjects = session.scalars(select(Erasure.subject).where(Erasure.ws == self.ws)).all()
        for subject in sorted(subjects):
            self.uow.run(self.ws, SYSTEM, partial(restoring._erase_again, subject))
        self.server.epoch, self.backup = new_id(), None
        with self.server.database.read() as session:
            known = set(session.scalars(select(SyncClient.client_id).where(SyncClient.ws == self.ws)))
        for desk in self.desks:
            if desk.device.client not in known:
                self.register_anew(desk)

    # ------------------------------------------------------------------ what the server has

    def view_of(self, user_id: UUID) -> tuple[Plain, Logs]:
        """All rows of the user's feeds, and the whole logs of their conversations."""
        with self.server.database.read() as session:
            feeds = granted(session, self.ws, user_id)
            members = select(FeedRow.kind, FeedRow.id).where(
                FeedRow.ws == self.ws, FeedRow.feed.in_(feeds), FeedRow.gone.is_(False)
            )
            wanted: dict[str, set[UUID]] = defaultdict(set)
            for kind, key in session.execute(members.distinct()):
                wanted[kind].add(key)
            found = {key: row for kind in wanted for key, row in _rows(session.connection(), self.ws, kind)}
            found = {key: row for key, row in found.items() if key[1] in wanted[key[0]]}
            assert len(found) == sum(map(len, wanted.values())), "a row of a feed is missing"
            return found, _logs(session.connection(), self.ws, wanted["conversation"])

    def feeds_of(self, user_id: UUID) -> frozenset[str]:
        with self.server.database.read() as session:
            return granted(session, self.ws, user_id)

    def outcomes(self) -> dict[UUID, str]:
        """Stored outcomes by command id."""
        with self.server.database.read() as session:
            rows = session.execute(
                select(CommandResult.command_id, CommandResult.status).where(CommandResult.ws == self.ws)
            )
            return {row.command_id: row.status for row in rows}

    def refused_as_erased(self) -> set[UUID]:
        """Commands whose subject was erased before they came."""
        with self.server.database.read() as session:
            asked = select(CommandResult.command_id).where(CommandResult.ws == self.ws, CommandResult.code == ERASED)
            return set(session.scalars(asked))

    def erased_talks(self) -> set[UUID]:
        """Conversations of customers who were erased."""
        with self.server.database.read() as session:
            asked = select(Conversation.id).where(Conversation.ws == self.ws, Conversation.erased.is_(True))
            return set(session.scalars(asked))

    def logs(self) -> Logs:
        """Every conversation's log, by ``seq``."""
        with self.server.database.read() as session:
            heads = session.execute(select(Conversation.id, Conversation.log_head).where(Conversation.ws == self.ws))
            found = _logs(session.connection(), self.ws, None)
            for talk, head in heads.all():
                seqs = [it["seq"] for it in found.get(talk, ())]
                assert seqs == list(range(1, head + 1)), "I3: a hole in a log"
            return found

    def promises(self) -> dict[UUID, tuple[UUID, str, str]]:
        """Of each promise the conversation, how it stands, and by when."""
        with self.server.database.read() as session:
            rows = session.scalars(select(Promise).where(Promise.ws == self.ws))
            return {it.id: (it.conversation_id, it.state, it.due_at.isoformat()) for it in rows}

    def next_promises(self) -> dict[UUID, str]:
        """When something is due first, of each conversation where anything is."""
        with self.server.database.read() as session:
            mine = select(Conversation.id, Conversation.promise_due_at).where(Conversation.ws == self.ws)
            rows = session.execute(mine.where(Conversation.promise_due_at.is_not(None)))
            return {row.id: row.promise_due_at.isoformat() for row in rows}

    def held(self) -> str:
        """Everything in the database of this workspace."""
        with self.server.database.read() as session:
            found = [session.execute(select(it).where(it.c.ws == self.ws)).all() for it in _tables()]
        return repr(found)

    def deliveries(self) -> tuple[set[str], set[str]]:
        """Dedupe keys of delivery effects, and of the answers that must have one; erased ones are left out."""
        with self.server.database.read() as session:
            effects = select(Effect.dedupe_key).where(Effect.ws == self.ws, Effect.kind == "deliver")
            rows = session.scalars(select(LogEntry).where(LogEntry.ws == self.ws)).all()
            gone = {f"deliver:{it.entry_id}" for it in rows if it.payload.get(REDACTED)}
            out = [it for it in rows if it.kind == EntryKind.MESSAGE_OUT and it.author_kind == AuthorKind.USER]
            return set(session.scalars(effects)) - gone, {f"deliver:{it.entry_id}" for it in out} - gone

    def close(self) -> None:
        for desk in self.desks:
            desk.close()


def _rows(connection: Connection, ws: UUID, kind: str) -> Iterator[tuple[tuple[str, UUID], dict[str, Any]]]:
    model: Any = KINDS[kind]
    for values in connection.execute(select(*mapped_columns(model)).where(model.ws == ws)):
        row = plain_values(model, values)
        yield (kind, UUID(row["entry_id" if kind == "delivery" else "id"])), row


def _logs(connection: Connection, ws: UUID, talks: set[UUID] | None) -> Logs:
    """Logs by ``seq``, what has none yet at the end; of these conversations, or of all."""
    found: Logs = {talk: [] for talk in talks or ()}
    for values in connection.execute(select(*mapped_columns(LogEntry)).where(LogEntry.ws == ws).order_by(LogEntry.seq)):
        row = plain_values(LogEntry, values)
        talk = UUID(row["conversation_id"])
        if talks is None or talk in talks:
            found.setdefault(talk, []).append(row)
    return found


def _tables() -> list[Any]:
    """Everything a backup holds; erasures are kept apart from it (sync.md 2.1)."""
    return [it for it in stored_tables() if "ws" in it.c and it.name != "erasure"]


_INDEXED_ANEW = [it.__table__ for it in (SearchDoc, SearchName, SearchTodo)]


def _asked(files: StoreFiles) -> Engine:
    """A copy through SQLAlchemy, as the server is asked."""
    made = partial(connect, files.cache, files.cache_key)
    return create_engine("sqlite://", creator=made, module=dbapi2, poolclass=NullPool)


def rows_of(desk: SteppedDesk, ws: UUID) -> tuple[Plain, Logs]:
    """All rows a desk holds, and the logs of its conversations."""
    with _asked(desk.files).connect() as connection:
        found = {key: row for kind in KINDS for key, row in _rows(connection, ws, kind)}
        return found, _logs(connection, ws, {key for kind, key in found if kind == "conversation"})
