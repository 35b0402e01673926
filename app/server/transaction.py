"""The server's transaction: what a handler is given, with locks, sequence numbers, effects and touched rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache, cached_property, partial
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Select, bindparam, inspect, select, update
from sqlalchemy.orm import Session

from app.commands.base import Actor, R, Refused
from app.commands.writing import WritingTx
from app.domain.channel import Channel
from app.model.base import Base
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer, Identity
from app.model.identifier import new_id
from app.model.replicated import KINDS, row_id
from app.model.sync import Counter, Effect
from app.model.workspace import Inbox, Queue
from app.server.changes import Changes
from app.server.db import insert_as
from app.server.feed.membership import Key
from app.server.ready import Ask, Ready, Row, Values, ask
from app.server.staleness import decided_by_others, held_back, unseen_since

_NUMBERS = "conversation"
_KNOWN_BY_ID = frozenset({*KINDS, LogEntry.__tablename__})
_FRESH = {"populate_existing": True}

_WS: BindParameter[UUID] = bindparam("ws")
_IDS: BindParameter[UUID] = bindparam("ids", expanding=True)
_OWNERS = select(Conversation.customer_id).where(Conversation.ws == _WS, Conversation.id.in_(_IDS))
_CUSTOMER = select(Customer).where(Customer.ws == _WS).order_by(Customer.id).with_for_update()
_CUSTOMERS = _CUSTOMER.where(Customer.id.in_(_IDS))
_CUSTOMERS_OF = _CUSTOMER.where(Customer.id.in_(_OWNERS))
_CONVERSATIONS = (
    select(Conversation)
    .where(Conversation.ws == _WS, Conversation.id.in_(_IDS))
    .order_by(Conversation.id)
    .with_for_update()
)
_OWNER = Ready(
    select(Identity.customer_id).where(
        Identity.ws == _WS, Identity.channel == bindparam("channel"), Identity.value == bindparam("value")
    )
)
NUMBERED = Ready(
    update(Counter)
    .where(Counter.ws == _WS, Counter.name == _NUMBERS)
    .values(value=bindparam("number", type_=Counter.value.type))
)
"""The last number that was given to a conversation."""
PLACES = Ready(
    select(Inbox.id, Inbox.queue_id, Queue.reply_target_s)
    .join(Queue, (Queue.ws == Inbox.ws) & (Queue.id == Inbox.queue_id))
    .where(Inbox.ws == _WS, Inbox.id.in_(bindparam("inboxes", expanding=True)))
)


class ServerTx(WritingTx):
    """Implements ``app.commands.base.Tx`` with authority. Lives for one attempt of one ``UnitOfWork.run``."""

    def __init__(self, session: Session, ws: UUID, actor: Actor, now: datetime, command_id: UUID) -> None:
        self.session = session
        self.ws = ws
        self.actor = actor
        self.now = now
        self.command_id = command_id
        self.age = timedelta()  # of the command, for the rule that holds stale replies
        self.changes = Changes(session, now)
        self.effects: set[str] = set()  # kinds of effects written
        self.heads: set[str] = set()  # to be raised beside those of the feeds in which something changed
        self.awaited: list[Callable[[], None]] = []  # what rows name and others put on the disk; before the commit
        self._locks: set[Key] = set()
        self._rows: dict[tuple[type[Base], UUID], Base] = {}  # met in this transaction: the session alone forgets them
        self._minted: set[UUID] = set()
        self._one_writer = session.get_bind().dialect.name == "sqlite"

    @cached_property
    def connection(self) -> Connection:
        """Below the session: for statements that neither read nor need what the session has yet to write."""
        return self.session.connection()

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return "sqlite" if self._one_writer else "postgresql"

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
        known = self._rows.get((model, key)) or self.session.get(model, (self.ws, key))
        if known is None:
            return None
        self._rows[(model, key)] = known
        return cast("R", known)

    def put(self, row: Base) -> None:
        """Insert a new row of this workspace."""
        self.complete(row)
        self.session.add(row)
        if row.__tablename__ in _KNOWN_BY_ID:
            key = row_id(row)
            self._rows[(type(row), key)] = row
            self._locks.add((row.__tablename__, key))  # nobody else can see it yet

    def complete(self, row: Base) -> None:
        """Give a new row its workspace and every default: it is whole before it is written."""
        row.ws = self.ws  # type: ignore[attr-defined]
        for name, default in defaults(type(row)):
            if name not in row.__dict__:
                setattr(row, name, default())

    def remove(self, row: Base) -> None:
        """Delete a row; it leaves all its feeds."""
        self._rows = {key: known for key, known in self._rows.items() if known is not row}
        self.session.delete(row)

    def known_entry(self, entry_id: UUID) -> LogEntry | None:
        """An id that was minted here is nobody's: it is not asked for."""
        if entry_id in self._minted:
            self._minted.discard(entry_id)
            return None
        return self.find(LogEntry, entry_id)

    def stale_against(self, conversation: Conversation, seen_seq: int, channel: Channel) -> dict[str, Any] | None:
        """Messages newer than ``seen_seq`` of other people (no machine), and the age, when they hold the reply."""
        return held_back(self.session, conversation, seen_seq, channel, self.actor, self.age)

    def unseen_since(self, conversation: Conversation, seen_seq: int) -> datetime | None:
        """From the log, under the conversation's lock."""
        return unseen_since(self.session, conversation, seen_seq)

    def moved_by_others(self, conversation: Conversation, seen_seq: int) -> bool:
        """From the log, under the conversation's lock."""
        return decided_by_others(self.session, conversation, seen_seq, self.actor)

    # ------------------------------------------------------------------ only on the server

    def mint(self) -> UUID:
        """A fresh id, known to be nobody's yet."""
        made = new_id()
        self._minted.add(made)
        return made

    def effect(
        self, kind: str, key: str, payload: dict[str, Any], not_before: datetime | None = None, sequence: str = ""
    ) -> None:
        """Let something happen outside once this commits; of one ``key`` there is one effect for ever (I8).

        Effects of one ``sequence`` happen in the order they were written, even when an older one has to wait.
        """
        values = {
            "ws": self.ws, "id": new_id(), "kind": kind, "dedupe_key": key, "payload": payload,
            "sequence": sequence,
            "state": "waiting", "not_before": not_before or self.now, "attempts": 0, "lease_until": None,
        }  # fmt: skip
        self.write(_promised(self.dialect), [values])
        self.effects.add(kind)

    def ask(self, *asks: Ask) -> list[list[Row]]:
        """Rows of ready-made statements, executed in their order; they see all that was put so far."""
        self.flush()
        return ask(self.connection, asks)

    def write(self, ready: Ready, rows: Sequence[Values]) -> None:
        """Execute a ready-made statement for each of the rows, at the latest with the commit."""
        if rows:
            ask(self.connection, [Ask(ready, rows)])

    def flush(self) -> None:
        """Write what was put and changed."""
        self.session.flush()

    def unsent(self) -> list[Ask]:
        """Take over what ``write`` has not sent yet."""
        return []

    def next_number(self) -> int:
        """The next number of a conversation; held under a lock until the commit, so numbers have no holes."""
        number: int = ask(self.connection, [self.numbering()])[0][0][0]
        return number

    def numbering(self) -> Ask:
        """Asks for the next number, and locks it."""
        return Ask(_next(self.dialect), {"ws": self.ws, "name": _NUMBERS, "value": 1})

    def owner_of(self, channel: Channel, value: str) -> UUID | None:
        """The customer with that address, not locked."""
        found = self.ask(Ask(_OWNER, {"ws": self.ws, "channel": channel, "value": value}))[0]
        return found[0][0] if found else None

    def place_of(self, inbox_id: UUID) -> tuple[UUID, int] | None:
        """Queue of an inbox and the seconds in which its customers are promised an answer; None: no such inbox."""
        found = self.ask(Ask(PLACES, {"ws": self.ws, "inboxes": [inbox_id]}))[0]
        return (found[0][1], found[0][2]) if found else None

    def lock(self, customers: Iterable[UUID], conversations: Iterable[UUID]) -> None:
        """Lock rows in the order of sync.md 2.2; ``customers`` holds the owners of the conversations."""
        self.lock_customers(customers)
        self.lock_conversations(conversations)

    def met(self, channel: Channel, owners: Mapping[str, UUID | None]) -> None:
        """Be told whose these addresses are, None: nobody's."""

    def placed(self, places: Mapping[UUID, tuple[UUID, int] | None]) -> None:
        """Be told queue and target of inboxes, None: no such inbox."""

    def lock_customers(self, ids: Iterable[UUID]) -> None:
        """Lock customers by id, unless this transaction already holds them."""
        self._lock(_CUSTOMERS, [it for it in ids if ("customer", it) not in self._locks])

    def lock_conversations(self, ids: Iterable[UUID]) -> None:
        """Lock conversations by id, their customers before them."""
        wanted = [it for it in ids if ("conversation", it) not in self._locks]
        self._lock(_CUSTOMERS_OF, wanted)
        self._lock(_CONVERSATIONS, wanted)

    def _lock(self, query: Select[Any], ids: list[UUID]) -> None:
        if self._one_writer or not ids:
            return
        self.session.flush()
        for row in self.session.scalars(query, {"ws": self.ws, "ids": ids}, execution_options=_FRESH):
            self._rows[(type(row), row.id)] = row
            self._locks.add((row.__tablename__, row.id))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Run a part that may be rolled back alone; what it touched, locked and wanted is then forgotten."""
        self.session.flush()
        changes, kept = self.changes.copy(), (set(self.effects), set(self.heads), set(self._locks), dict(self._rows))
        nested = self.session.begin_nested()
        try:
            yield
            nested.commit()
        except BaseException:
            nested.rollback()
            self.changes.restore(changes)
            self.effects, self.heads, self._locks, self._rows = kept
            raise

    def touch(self, row: Any) -> None:
        """Count a row as changed, so that its feeds are worked out anew."""
        self.changes.touch(row)


@cache
def _next(dialect: str) -> Ready:
    table: Any = Counter.__table__
    one_more = {"value": table.c.value + 1}
    statement = insert_as(dialect, table).on_conflict_do_update(index_elements=["ws", "name"], set_=one_more)
    return Ready(statement.returning(table.c.value), [table.c.value])


@cache
def _promised(dialect: str) -> Ready:
    return Ready(insert_as(dialect, Effect.__table__).on_conflict_do_nothing(index_elements=["ws", "dedupe_key"]))


@cache
def defaults(model: type[Base]) -> list[tuple[str, Callable[[], Any]]]:
    """Columns with a default, and what makes it: a new row is whole before it is written."""
    found: list[tuple[str, Callable[[], Any]]] = []
    for attribute in inspect(model).column_attrs:
        default: Any = attribute.columns[0].default
        if default is not None:
            value = default.arg
            made = partial(value, None) if default.is_callable else partial(_same, value)
            found.append((attribute.key, made))
    return found


def _same(value: Any) -> Any:
    return value
