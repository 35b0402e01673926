"""A transaction for many rows: read in few statements, kept in memory, written in few statements.

Handlers and services run on it as on ``ServerTx``, which it is; only the way of its rows is another one. That they end
up the same, row for row, is proven by ``tests/server/email/test_bulk.py``.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, inspect, select, update

from app.commands.base import R
from app.domain.channel import Channel
from app.model.base import Base
from app.model.conversation import Attachment, Conversation, LogEntry
from app.model.customer import Customer, Identity
from app.model.replicated import row_id
from app.server.ready import Ask, Ready, Row, Values, ask
from app.server.transaction import NUMBERED, ServerTx, defaults

IN_MEMORY: tuple[type[Base], ...] = (Customer, Identity, Conversation, LogEntry, Attachment)
"""Tables whose rows go this way, in the order in which they are written; all others go by the session."""

_LOCKED = (Customer, Conversation)
_Key = tuple[type[Base], UUID]


class BulkTx(ServerTx):
    """``ServerTx`` past the ORM for the tables of ``IN_MEMORY``. It knows no savepoints."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._connection = self.session.connection()
        self._memory: dict[_Key, Base] = {}
        self._stored: dict[_Key, dict[str, Any]] = {}  # values as they are in the database
        self._new: list[Base] = []
        self._later: dict[Ready, list[Values]] = {}  # new rows of tables that are never read here
        self._unsent: list[Ask] = []
        self._places: dict[UUID, tuple[UUID, int] | None] = {}
        self._owners: dict[tuple[Channel, str], UUID | None] = {}
        self._number = 0  # the last one given
        self._number_stored = 0

    @property
    def connection(self) -> Connection:
        """What was flushed is written there."""
        ask(self._connection, self.unsent())
        return self._connection

    def find(self, model: type[R], key: UUID) -> R | None:
        """The row, or None; not locked."""
        if model not in IN_MEMORY:
            return super().find(model, key)
        if (model, key) not in self._memory:
            wanted = Ask(_rows_of(model, locked=False), {"ws": self.ws, "ids": [key]})
            self._remember(model, self.ask(wanted)[0], locked=False)
        return cast("R | None", self._memory.get((model, key)))

    def put(self, row: Base) -> None:
        """Insert a new row of this workspace."""
        if type(row) not in IN_MEMORY:
            super().put(row)
            return
        self.complete(row)
        self._new.append(row)
        self._memory[(type(row), row_id(row))] = row
        if isinstance(row, _LOCKED):
            self._locks.add((row.__tablename__, row.id))  # nobody else can see it yet
        if isinstance(row, Identity):
            self._owners[(row.channel, row.value)] = row.customer_id

    def complete(self, row: Base) -> None:
        """As it is everywhere; past the ORM a row of these tables needs no record of how it came about."""
        if type(row) not in IN_MEMORY:
            super().complete(row)
            return
        values = row.__dict__
        values["ws"] = self.ws
        for name, default in defaults(type(row)):
            if name not in values:
                values[name] = default()

    def ask(self, *asks: Ask) -> list[list[Row]]:
        """Rows of ready-made statements; they see all that was flushed."""
        unsent = self.unsent()
        return ask(self._connection, [*unsent, *asks])[len(unsent) :]

    def write(self, ready: Ready, rows: Sequence[Values]) -> None:
        """Execute a ready-made statement for each of the rows, at the latest with the commit."""
        if rows:
            self._later.setdefault(ready, []).extend(rows)

    def next_number(self) -> int:
        """The counter is read and locked once; the last number is written with the rest."""
        if not self._number:
            self._number = self._number_stored = self.ask(self.numbering())[0][0][0]
        else:
            self._number += 1
        return self._number

    def unsent(self) -> list[Ask]:
        """Take over what is still to be sent."""
        unsent = [*(Ask(ready, rows) for ready, rows in self._later.items()), *self._unsent]
        if self._number > self._number_stored:
            unsent.append(Ask(NUMBERED, {"ws": self.ws, "number": self._number}))
            self._number_stored = self._number
        self._later, self._unsent = {}, []
        return unsent

    def owner_of(self, channel: Channel, value: str) -> UUID | None:
        """The customer with that address, not locked; asked for once."""
        if (channel, value) not in self._owners:
            self._owners[(channel, value)] = super().owner_of(channel, value)
        return self._owners[(channel, value)]

    def met(self, channel: Channel, owners: Mapping[str, UUID | None]) -> None:
        """Be told whose these addresses are, None: nobody's."""
        self._owners |= {(channel, value): owner for value, owner in owners.items()}

    def placed(self, places: Mapping[UUID, tuple[UUID, int] | None]) -> None:
        """Be told queue and target of inboxes, None: no such inbox."""
        self._places |= places

    def place_of(self, inbox_id: UUID) -> tuple[UUID, int] | None:
        """Queue and target of an inbox; asked for once."""
        if inbox_id not in self._places:
            self._places[inbox_id] = super().place_of(inbox_id)
        return self._places[inbox_id]

    def lock(self, customers: Iterable[UUID], conversations: Iterable[UUID]) -> None:
        """Read and lock rows in the order of sync.md 2.2; ``customers`` holds the owners of the conversations."""
        asks, models = [], []
        for model, ids in ((Customer, customers), (Conversation, conversations)):
            wanted = sorted({it for it in ids if (model.__tablename__, it) not in self._locks})
            if wanted:
                asks.append(Ask(_rows_of(model, locked=True), {"ws": self.ws, "ids": wanted}))
                models.append(model)
        for model, rows in zip(models, self.ask(*asks) if asks else [], strict=True):
            self._remember(model, rows, locked=True)

    def lock_customers(self, ids: Iterable[UUID]) -> None:
        """Lock customers by id, unless this transaction already holds them."""
        self.lock(ids, ())

    def lock_conversations(self, ids: Iterable[UUID]) -> None:
        """Lock conversations by id, their customers before them."""
        wanted = [it for it in ids if ("conversation", it) not in self._locks]
        found = [self.find(Conversation, it) for it in wanted]
        self.lock({it.customer_id for it in found if it is not None}, wanted)

    def flush(self) -> None:
        """Work out what was put and changed; it is sent ahead of the next statement that is asked for."""
        changed = {key: names for key, values in self._stored.items() if (names := _changed(self._memory[key], values))}
        for row in self._new:
            self.changes.made(row)
        for key, names in changed.items():
            self.changes.changed(self._memory[key], names)
        for model in IN_MEMORY:
            self._send(_insert(model), [_values(row) for row in self._new if type(row) is model])
            self._send_changed([key for key in changed if key[0] is model])
        written = [*changed, *((type(row), row_id(row)) for row in self._new)]
        self._stored |= {key: _values(self._memory[key]) for key in written}
        self._new = []
        super().flush()

    def savepoint(self) -> Any:
        """Not here."""
        raise NotImplementedError

    def _send_changed(self, keys: list[_Key]) -> None:
        """Only what is another value now: SQLite writes every index anew that a named column is in."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for key in keys:
            row = self._memory[key]
            alike.setdefault(tuple(sorted(_changed(row, self._stored[key]))), []).append(_values(row))
        for names, rows in alike.items():
            self._send(_update(keys[0][0], names), rows)

    def _send(self, ready: Ready, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._unsent.append(Ask(ready, rows))

    def _remember(self, model: type[Base], rows: Iterable[Row], *, locked: bool) -> None:
        """Keep rows; one that was only looked at before is as it is now."""
        for values in (dict(zip(_columns(model), row, strict=True)) for row in rows):
            row = inspect(model).class_manager.new_instance()
            row.__dict__.update(values)
            key = row_id(row)
            row = self._memory.setdefault((model, key), row)
            row.__dict__.update(values)
            self._stored[(model, key)] = values
            if locked:
                self._locks.add((model.__tablename__, key))


@cache
def _columns(model: type[Base]) -> tuple[str, ...]:
    return tuple(attribute.key for attribute in inspect(model).column_attrs)


def _values(row: Base) -> dict[str, Any]:
    return {name: row.__dict__.get(name) for name in _columns(type(row))}


def _changed(row: Base, stored: Values) -> set[str]:
    """Names of the columns that are others now."""
    return {name for name, value in stored.items() if row.__dict__[name] != value}


@cache
def _rows_of(model: type[Base], *, locked: bool) -> Ready:
    table: Any = model.__table__
    key = table.c.entry_id if "entry_id" in table.primary_key.columns else table.c.id
    query = select(*(table.c[name] for name in _columns(model)))
    query = query.where(table.c.ws == bindparam("ws"), key.in_(bindparam("ids", expanding=True))).order_by(key)
    return Ready(query.with_for_update() if locked else query)


@cache
def _insert(model: type[Base]) -> Ready:
    table: Any = model.__table__
    return Ready(insert(table))


@cache
def _update(model: type[Base], names: tuple[str, ...]) -> Ready:
    """These columns of a row: who writes it has read it, and holds its lock."""
    table: Any = model.__table__
    new = {name: bindparam(name, type_=table.c[name].type) for name in names}
    mine = [column == bindparam(column.key, type_=column.type) for column in table.primary_key.columns]
    return Ready(update(table).where(*mine).values(new))
