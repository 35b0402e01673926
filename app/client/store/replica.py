"""Raw reads and writes of replicated rows: upserts from the wire, mapped rows without a session, deletions."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from app.client.store.codec import chunks, marks
from app.client.store.column import default, form
from app.model.base import Base
from app.model.conversation import LogEntry
from app.model.replicated import KINDS

LOG = LogEntry.__tablename__
Stored = tuple[Any, ...]
"""The values of a row as SQLite keeps them, in the order of its table's columns, without ``ws``."""


class RowError(ValueError):
    """A row of the wire does not fit its table."""


class Table:
    """Prepared statements of one replicated table."""

    def __init__(self, model: type[Base]) -> None:
        columns = [it for it in model.__table__.columns if it.name != "ws"]
        self.name = model.__tablename__
        self.key = "entry_id" if self.name in {LOG, "delivery"} else "id"
        self._model = model
        forms = [(it.name, form(it.type), default(it)) for it in columns]
        self._wires = [(name, it.from_wire, it.store, empty) for name, it, empty in forms]
        self._stores = [(name, it.store) for name, it, _ in forms]
        self._reads = [(name, it.read) for name, it, _ in forms]
        self._defaults = [(name, empty) for name, _, empty in forms]
        names = ", ".join(f'"{it.name}"' for it in columns)
        values = f'INTO "{self.name}" (ws, {names}) VALUES (?{", ?" * len(columns)})'
        sets = ", ".join(f'"{it.name}" = excluded."{it.name}"' for it in columns if it.name != self.key)
        self._write = f'INSERT {values} ON CONFLICT (ws, "{self.key}") DO UPDATE SET {sets}'
        self._put = f"INSERT OR REPLACE {values}" if self.name == LOG else self._write
        if self.name == "conversation":
            self._put += " WHERE excluded.rev >= conversation.rev"
        self._all = f'SELECT {names} FROM "{self.name}"'
        self._one = f'{self._all} WHERE ws = ? AND "{self.key}" = ?'
        self._key_at = [it.name for it in columns].index(self.key)
        self._delete = f'DELETE FROM "{self.name}" WHERE ws = ? AND "{self.key}" = ?'

    def put(self, cursor: Any, ws: bytes, row: dict[str, Any]) -> bool:
        """Insert or replace a row of the wire; False: an older copy of a conversation, which changes nothing.

        Raises:
            RowError: a value does not fit its column.
        """
        cursor.execute(self._put, (ws, *self.from_wire(row)))
        return bool(cursor.rowcount)

    def from_wire(self, row: dict[str, Any]) -> Stored:
        """A row of the wire as it is stored; what it leaves out gets the model's default.

        Raises:
            RowError: a value does not fit its column.
        """
        try:
            return tuple(
                turn(row[name]) if row.get(name) is not None else _stored(store, empty())
                for name, turn, store, empty in self._wires
            )
        except (ValueError, TypeError, AttributeError) as error:
            raise RowError(f"{self.name}: {error}") from error

    def find(self, cursor: Any, ws: bytes, row_id: bytes) -> Stored | None:
        """The row as it is stored."""
        found: Stored | None = cursor.execute(self._one, (ws, row_id)).fetchone()
        return found

    def find_all(self, cursor: Any, ws: bytes, row_ids: Iterable[bytes]) -> dict[bytes, Stored]:
        """Those that are there, by their ids."""
        found: dict[bytes, Stored] = {}
        for some in chunks(row_ids):
            query = f'{self._all} WHERE ws = ? AND "{self.key}" IN ({marks(len(some))})'
            found.update((row[self._key_at], row) for row in cursor.execute(query, (ws, *some)))
        return found

    def write(self, cursor: Any, ws: bytes, rows: Iterable[Stored]) -> None:
        """Insert or replace rows whatever is there."""
        cursor.executemany(self._write, [(ws, *it) for it in rows])

    def delete(self, cursor: Any, ws: bytes, row_ids: Iterable[bytes]) -> None:
        """Delete the rows that are there."""
        cursor.executemany(self._delete, [(ws, it) for it in row_ids])

    # ------------------------------------------------------------------ mapped rows

    def read(self, stored: Stored, ws: UUID) -> Base:
        """A mapped row of no session."""
        row = self._model()
        row.__dict__["ws"] = ws
        self.restore(row, stored)
        return row

    def restore(self, row: Base, stored: Stored) -> None:
        """Give a row these values again."""
        row.__dict__.update(
            (name, None if value is None else read(value))
            for (name, read), value in zip(self._reads, stored, strict=True)
        )

    def stored(self, row: Base) -> Stored:
        """The row as it is to be stored."""
        values = row.__dict__
        return tuple(_stored(store, values.get(name)) for name, store in self._stores)

    def complete(self, row: Base) -> None:
        """Give a new row the model's defaults."""
        values = row.__dict__
        for name, empty in self._defaults:
            if values.get(name) is None:
                values[name] = empty()


@cache
def table(kind: str) -> Table:
    """The table of a kind, or of the log.

    Raises:
        KeyError: the kind is not known here: a newer server has it.
    """
    return Table(LogEntry if kind == LOG else KINDS[kind])


def is_known(kind: str) -> bool:
    """Tell whether this version of the desk keeps that kind."""
    return kind in KINDS


def image(stored: Stored | None) -> str | None:
    """Stored values as text; None: there was no row."""
    return None if stored is None else json.dumps(stored, ensure_ascii=False, default=lambda it: {"hex": it.hex()})


def from_image(kind: str, text: str | None) -> Stored | None:
    """Stored values from their text, also from that of older versions, which kept them as on the wire."""
    if text is None:
        return None
    values = json.loads(text)
    if isinstance(values, dict):
        return table(kind).from_wire(values)
    return tuple(bytes.fromhex(it["hex"]) if isinstance(it, dict) else it for it in values)


def _stored(store: Any, value: Any) -> Any:
    return None if value is None else store(value)
