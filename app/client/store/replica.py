"""Raw reads and writes of replicated rows: upserts from the wire, rows for handlers, deletions."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import compress, count
from operator import is_not, itemgetter, ne
from typing import Any
from uuid import UUID

from app.client.store.codec import chunks, key_bytes, marks
from app.client.store.column import default, form, nothing, same
from app.model.base import Base
from app.model.conversation import LogEntry
from app.model.plain import table_of
from app.model.replicated import KINDS

LOG = LogEntry.__tablename__
Stored = tuple[Any, ...]
"""The values of a row as SQLite keeps them, in the order of its table's columns, without ``ws``."""
Values = tuple[Any, ...]
"""The same as handlers see them."""

_IMAGE = json.JSONDecoder(object_hook=lambda it: bytes.fromhex(it["hex"]))
_TO_IMAGE = json.JSONEncoder(ensure_ascii=False, default=lambda it: {"hex": it.hex()})


class RowError(ValueError):
    """A row of the wire does not fit its table."""


def row_id(kind: str, value: Any) -> bytes:
    """The id of a row on the wire. Raises ``RowError``: it is none."""
    try:
        return key_bytes(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise RowError(f"{kind}: no id") from error


class Table:
    """Prepared statements of one replicated table."""

    def __init__(self, model: type[Base]) -> None:
        columns = [it for it in table_of(model).columns.values() if it.name != "ws"]
        self.name = model.__tablename__
        self.key = "entry_id" if self.name in {LOG, "delivery"} else "id"
        self._model = model
        forms = [form(it.type) for it in columns]
        self._names = names = [it.name for it in columns]
        self.image_head = f"[{json.dumps(names)}, "
        self._values = itemgetter(*names)
        self._key_at = names.index(self.key)
        wires = ((at, it.from_wire) for at, it in enumerate(forms) if it.from_wire is not same)
        self._wires = [(at, turn) for at, turn in wires if at != self._key_at]
        self._stores = [it.store for it in forms]
        self._turned = [(at, it.store) for at, it in enumerate(forms) if it.store is not same]
        self._reads = [(at, it.read) for at, it in enumerate(forms) if it.read is not same]
        self._defaults = [(at, empty) for at, empty in enumerate(map(default, columns)) if empty is not nothing]
        listed = ", ".join(f'"{it}"' for it in names)
        self._insert = f'INSERT INTO "{self.name}" (ws, {listed}) VALUES (?{", ?" * len(columns)})'
        self._rev_at = names.index("rev") if self.name == "conversation" else None
        self._all = f'SELECT {listed} FROM "{self.name}"'
        self._one = f'{self._all} WHERE ws = ? AND "{self.key}" = ?'
        self._delete = f'DELETE FROM "{self.name}" WHERE ws = ? AND "{self.key}" = ?'

    def counting(self, rows: Iterable[Stored], lie: Mapping[bytes, Stored | None]) -> dict[bytes, Stored]:
        """Those rows of the server that count, by id: an older copy of a conversation changes nothing.

        ``lie``: what is known of the server's rows here.
        """
        newest: dict[bytes, Stored] = {}
        for row in rows:
            row_id = row[self._key_at]
            if not self._is_older(row, newest.get(row_id) or lie.get(row_id)):
                newest[row_id] = row
        return newest

    def lay(self, cursor: Any, ws: bytes, rows: Mapping[bytes, Stored], lie: Mapping[bytes, Stored]) -> None:
        """Make the file hold these rows; ``lie``: as it holds them now.

        Only the columns that change are named, for SQLite takes every index of a named one apart.
        """
        cursor.executemany(self._insert, [(ws, *row) for it, row in rows.items() if it not in lie])
        changed: dict[tuple[int, ...], list[Stored]] = {}
        for it, row in rows.items():
            if it in lie and row != lie[it]:
                others = tuple(compress(count(), map(ne, row, lie[it])))
                changed.setdefault(others, []).append((*(row[at] for at in others), ws, it))
        for others, values in changed.items():
            sets = ", ".join(f'"{self._names[at]}" = ?' for at in others)
            cursor.executemany(f'UPDATE "{self.name}" SET {sets} WHERE ws = ? AND "{self.key}" = ?', values)

    def id_of(self, row: Stored) -> bytes:
        """The id of a stored row."""
        found: bytes = row[self._key_at]
        return found

    def place(self, column: str) -> int:
        """Where that column's value stands in a stored row."""
        return self._names.index(column)

    def from_wire(self, row: dict[str, Any]) -> Stored:
        """A row of the wire as it is stored; what it leaves out gets the model's default.

        Raises:
            RowError: a value does not fit its column.
        """
        values = list(map(row.get, self._names))
        values[self._key_at] = row_id(self.name, values[self._key_at])
        try:
            for at, turn in self._wires:
                if values[at] is not None:
                    values[at] = turn(values[at])
            return self._whole(values)
        except (ValueError, TypeError, AttributeError) as error:
            raise RowError(f"{self.name}: {error}") from error

    def from_named(self, values: Mapping[str, Any]) -> Stored:
        """Stored values under the names of their columns, also as an earlier program had them."""
        return self._whole([values.get(name) for name in self._names])

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

    def delete(self, cursor: Any, ws: bytes, row_ids: Iterable[bytes]) -> None:
        """Delete the rows that are there."""
        cursor.executemany(self._delete, [(ws, it) for it in row_ids])

    def _whole(self, values: list[Any]) -> Stored:
        """With the model's default where there is none."""
        for at, empty in self._defaults:
            if values[at] is None:
                values[at] = _stored(self._stores[at], empty())
        return tuple(values)

    def _is_older(self, row: Stored, than: Stored | None) -> bool:
        return than is not None and self._rev_at is not None and row[self._rev_at] < than[self._rev_at]

    # ------------------------------------------------------------------ rows for handlers

    def read(self, stored: Stored, ws: UUID) -> Base:
        """The row as an object."""
        values = list(stored)
        for at, read in self._reads:
            if values[at] is not None:
                values[at] = read(values[at])
        row = self._model()
        row.__dict__.update(zip(self._names, values, strict=True), ws=ws)
        return row

    def values(self, row: Base) -> Values:
        """What stands in a whole row now."""
        found: Values = self._values(row.__dict__)
        return found

    def stored(self, values: Values) -> Stored:
        """The values as they are to be stored."""
        left = list(values)
        for at, store in self._turned:
            if left[at] is not None:
                left[at] = store(left[at])
        return tuple(left)

    def restored(self, values: Values, kept: Stored, as_values: Values) -> Stored:
        """The same where they were ``kept`` once ``as_values``: only what is another object now is looked at."""
        changed = list(compress(count(), map(is_not, values, as_values)))
        if not changed:
            return kept
        left = list(kept)
        for at in changed:
            left[at] = _stored(self._stores[at], values[at])
        return tuple(left)

    def complete(self, row: Base) -> None:
        """Give a new row the model's defaults."""
        values = row.__dict__
        for name in self._names:
            values.setdefault(name, None)
        for at, empty in self._defaults:
            if values[self._names[at]] is None:
                values[self._names[at]] = empty()


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


def image(kind: str, stored: Stored | None) -> str | None:
    """Stored values as text that the next program reads too: names, then values; None: there was no row."""
    if stored is None:
        return None
    return f"{table(kind).image_head}{_TO_IMAGE.encode(stored)}]"


def from_image(kind: str, text: str | None) -> Stored | None:
    """Stored values from their text, also from that of older versions: as on the wire, or values without names."""
    if text is None:
        return None
    of = table(kind)
    if text.startswith(of.image_head):
        return tuple(_IMAGE.decode(text[len(of.image_head) : -1]))
    if text.startswith("{"):
        return of.from_wire(json.loads(text))
    if not text.startswith("[["):
        return tuple(_IMAGE.decode(text))
    names, values = _IMAGE.decode(text)
    return of.from_named(dict(zip(names, values, strict=True)))


def _stored(store: Any, value: Any) -> Any:
    return None if value is None else store(value)
