"""The server's transaction: what a handler is given, with locks, sequence numbers, effects and touched rows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.commands.base import Actor, R, Refused
from app.domain.channel import INSTANT
from app.domain.entry import DECISIONS, MESSAGES, EntryKind
from app.domain.stale import is_stale
from app.model.base import Base
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer
from app.model.identifier import new_id
from app.model.replicated import KINDS, row_id
from app.model.sync import Counter, Effect
from app.server.db import insert_into
from app.server.feed.membership import Key

_LOCKED: tuple[type[Base], ...] = (Conversation, Customer)


class ServerTx:
    """Implements ``app.commands.base.Tx`` with authority. Lives for one attempt of one ``UnitOfWork.run``."""

    def __init__(self, session: Session, ws: UUID, actor: Actor, now: datetime, command_id: UUID) -> None:
        self.session = session
        self.ws = ws
        self.actor = actor
        self.now = now
        self.command_id = command_id
        self.age = timedelta()  # of the command, for the rule that holds stale replies
        self.touched: dict[Key, Base | None] = {}
        self.created: set[Key] = set()  # of those, the ones this transaction inserted
        self.effects: set[str] = set()  # kinds of effects written
        self._raised: set[UUID] = set()  # conversations whose rev was raised
        self._locks: set[Key] = set()
        event.listen(session, "before_flush", self._before_flush)

    def get(self, model: type[R], key: UUID) -> R:
        """The row, locked when it is a conversation or a customer. Raises ``Refused``: ``rejected/gone``."""
        if model is Conversation:
            self.lock_conversations([key])
        elif model is Customer:
            self.lock_customers([key])
        row = self.find(model, key)
        if row is None:
            raise Refused("rejected", "gone", kind=model.__tablename__)
        return row

    def find(self, model: type[R], key: UUID) -> R | None:
        """The row, or None; not locked."""
        if self.session.new:
            self.session.flush()
        return self.session.get(model, (self.ws, key))

    def put(self, row: Base) -> None:
        """Insert a new row of this workspace."""
        row.ws = self.ws  # type: ignore[attr-defined]
        self.session.add(row)

    def remove(self, row: Base) -> None:
        """Delete a row; it leaves all its feeds."""
        self.session.delete(row)

    def append_log(
        self,
        conversation: Conversation,
        entry_id: UUID,
        kind: EntryKind,
        payload: dict[str, Any],
        author: Actor | None = None,
    ) -> LogEntry:
        """Append under the conversation's lock with the next ``seq``; the same ``entry_id`` twice: once."""
        known = self.find(LogEntry, entry_id)
        if known is not None:
            self.require(known.conversation_id == conversation.id, "rejected", "entry_id_taken")
            return known
        who = author or self.actor
        conversation.log_head += 1
        entry = LogEntry(
            ws=self.ws,
            entry_id=entry_id,
            conversation_id=conversation.id,
            seq=conversation.log_head,
            kind=kind,
            author_kind=who.kind,
            author_id=who.id,
            at=self.now,
            payload=payload,
        )
        self.session.add(entry)
        return entry

    def require(self, holds: bool, outcome: str, code: str, **detail: Any) -> None:
        """Raises ``Refused(outcome, code)`` unless ``holds``."""
        if not holds:
            raise Refused(outcome, code, **detail)

    def stale_against(self, conversation: Conversation, seen_seq: int) -> dict[str, Any] | None:
        """Messages newer than ``seen_seq`` of other people (no machine), and the age, when they hold the reply."""
        machine = LogEntry.payload["machine"].as_string().label("machine")
        query = select(LogEntry.seq, LogEntry.author_kind, LogEntry.author_id, machine).where(
            LogEntry.ws == self.ws,
            LogEntry.conversation_id == conversation.id,
            LogEntry.seq > seen_seq,
            LogEntry.kind.in_(MESSAGES),
        )
        newer = [
            row
            for row in self.session.execute(query.order_by(LogEntry.seq))
            if (row.author_kind, row.author_id) != (self.actor.kind, self.actor.id) and not row.machine
        ]
        held = is_stale(
            newer_messages=bool(newer),
            newer_from_customer_only=all(row.author_kind == "customer" for row in newer),
            age=self.age,
            live_chat=conversation.channel in INSTANT,
        )
        if not held:
            return None
        return {
            "seqs": [row.seq for row in newer[:50]],
            "log_head": conversation.log_head,
            "age_ms": int(self.age.total_seconds() * 1000),
        }

    def moved_by_others(self, conversation: Conversation, seen_seq: int) -> bool:
        """From the log, under the conversation's lock."""
        newer = select(LogEntry.entry_id).where(
            LogEntry.ws == self.ws,
            LogEntry.conversation_id == conversation.id,
            LogEntry.seq > seen_seq,
            LogEntry.kind.in_(DECISIONS),
            LogEntry.author_id.is_distinct_from(self.actor.id),
        )
        return self.session.scalar(newer.limit(1)) is not None

    # ------------------------------------------------------------------ only on the server

    def effect(
        self, kind: str, key: str, payload: dict[str, Any], not_before: datetime | None = None, sequence: str = ""
    ) -> None:
        """Let something happen outside once this commits; of one ``key`` there is one effect for ever (I8).

        Effects of one ``sequence`` happen in the order they were written, even when an older one has to wait.
        """
        values = {
            "ws": self.ws, "id": new_id(), "kind": kind, "dedupe_key": key, "payload": payload,
            "sequence": sequence,
            "state": "waiting", "not_before": not_before or self.now, "attempts": 0,
        }  # fmt: skip
        statement = insert_into(self.session, Effect).values(values)
        self.session.execute(statement.on_conflict_do_nothing(index_elements=["ws", "dedupe_key"]))
        self.effects.add(kind)

    def next_number(self) -> int:
        """The next number of a conversation; held under a lock until the commit, so numbers have no holes."""
        statement = insert_into(self.session, Counter).values(ws=self.ws, name="conversation", value=1)
        statement = statement.on_conflict_do_update(
            index_elements=["ws", "name"], set_={"value": Counter.__table__.c.value + 1}
        )
        number: int = self.session.execute(statement.returning(Counter.value)).scalar_one()
        return number

    def lock_customers(self, ids: Iterable[UUID]) -> None:
        """Lock customers by id, unless this transaction already holds them."""
        self._lock(Customer, [it for it in ids if ("customer", it) not in self._locks])

    def lock_conversations(self, ids: Iterable[UUID]) -> None:
        """Lock conversations by id, their customers before them."""
        wanted = [it for it in ids if ("conversation", it) not in self._locks]
        if not wanted:
            return
        self.session.flush()
        mine = (Conversation.ws == self.ws) & Conversation.id.in_(wanted)
        self.lock_customers(self.session.scalars(select(Conversation.customer_id).where(mine)))
        self._lock(Conversation, wanted)

    def _lock(self, model: Any, ids: list[UUID]) -> None:
        if not ids:
            return
        self.session.flush()
        query = select(model).where(model.ws == self.ws, model.id.in_(ids)).order_by(model.id)
        self.session.execute(query.with_for_update().execution_options(populate_existing=True)).all()
        self._locks |= {(model.__tablename__, it) for it in ids}

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Run a part that may be rolled back alone; what it touched, locked and wanted is then forgotten."""
        self.session.flush()
        kept = dict(self.touched), set(self.created), set(self.effects), set(self._raised), set(self._locks)
        nested = self.session.begin_nested()
        try:
            yield
            nested.commit()
        except BaseException:
            nested.rollback()
            self.touched, self.created, self.effects, self._raised, self._locks = kept
            raise

    def _before_flush(self, session: Session, *_: object) -> None:
        """Remember what is written, and raise ``rev`` of each touched conversation once."""
        for row in session.new:
            self.touch(row)
            if row.__tablename__ in KINDS:
                self.created.add((row.__tablename__, row_id(row)))
                self._locks.add((row.__tablename__, row_id(row)))  # nobody else can see it yet
        for row in session.dirty:
            if session.is_modified(row):
                self.touch(row)
        for row in session.deleted:
            if row.__tablename__ in KINDS:
                self.touched[(row.__tablename__, row_id(row))] = None

    def touch(self, row: Any) -> None:
        """Count a row as changed, so that its feeds are worked out anew."""
        if row.__tablename__ not in KINDS:
            return
        self.touched[(row.__tablename__, row_id(row))] = row
        if isinstance(row, Conversation) and row.id not in self._raised:
            self._raised.add(row.id)
            row.rev = (row.rev or 0) + 1
            row.updated_at = self.now
