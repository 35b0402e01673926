"""The server's view of the rows that pending changes have changed: noted when the first of them changes a row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.client.store.replica import Stored, from_image, image, table
from app.client.store.touching import Touching

RowKey = tuple[str, bytes]
"""Kind of a row and its id."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A row as pending changes leave it and as it is under them (None: not there), and the first that changed it."""

    row: Stored | None
    ground: Stored | None
    change_id: UUID


class Ground:
    """Uncovers rows, one transaction long, and covers them again; what comes out as it lies is not written.

    The file keeps showing an uncovered row as it was covered, until ``cover`` or ``restore``; ``find`` knows better.
    """

    def __init__(self, cursor: Any, ws: UUID, touching: Touching) -> None:
        self._cursor = cursor
        self._ws = ws.bytes
        self._touching = touching
        self._notes: dict[RowKey, tuple[int, Stored | None]] = {}
        self._bare: dict[RowKey, Stored | None] = {}

    def uncover(self, only: set[RowKey] | None = None) -> set[RowKey]:
        """Rows of changes that are taken off; None: all rows. Returns those that were covered."""
        older = []
        # newest first: earlier versions noted a row for each change, and its oldest note is the server's view
        rows = self._cursor.execute("SELECT n, kind, id, before FROM undo ORDER BY n DESC").fetchall()
        for n, kind, row_id, before in rows:
            key = (kind, row_id)
            if only is not None and key not in only:
                continue
            if key in self._notes:
                older.append((self._notes[key][0],))
            self._notes[key] = n, from_image(kind, before)
            self._bare[key] = self._notes[key][1]
        self._forget(older)
        return set(self._notes)

    def restore(self) -> None:
        """Make the file itself the server's view of what is uncovered: before it is changed in unforeseen places."""
        self._lay(self._bare)
        self._bare.clear()

    def written(self, rows: Iterable[RowKey]) -> None:
        """The server has just written these rows: they lie in the file as they are."""
        for key in rows:
            self._bare.pop(key, None)

    def find(self, key: RowKey) -> Stored | None:
        """The row under all changes that are taken off."""
        return self._bare[key] if key in self._bare else table(key[0]).find(self._cursor, self._ws, key[1])

    def find_all(self, keys: Iterable[RowKey]) -> dict[RowKey, Stored | None]:
        """The same of many, a statement or two a kind; None: there is no such row."""
        by_kind: dict[str, list[bytes]] = {}
        found: dict[RowKey, Stored | None] = {}
        for key in keys:
            found[key] = self._bare.get(key)
            if key not in self._bare:
                by_kind.setdefault(key[0], []).append(key[1])
        for kind, ids in by_kind.items():
            lie = table(kind).find_all(self._cursor, self._ws, ids)
            found.update(((kind, it), row) for it, row in lie.items())
        return found

    def cover(self, covers: Mapping[RowKey, Cover]) -> None:
        """Write rows as pending changes leave them, and note what is under them."""
        self._lay({key: ground for key, ground in self._bare.items() if key not in covers})
        self._lay({key: it.row for key, it in covers.items()})
        self._note(covers)
        self._notes.clear()
        self._bare.clear()

    # ------------------------------------------------------------------ inside

    def _lay(self, rows: Mapping[RowKey, Stored | None]) -> None:
        by_kind: dict[str, dict[bytes, Stored | None]] = {}
        for (kind, row_id), row in rows.items():
            by_kind.setdefault(kind, {})[row_id] = row
        for kind, wanted in by_kind.items():
            of = table(kind)
            lie = of.find_all(self._cursor, self._ws, wanted)
            gone = [it for it, row in wanted.items() if row is None and it in lie]
            new = {it: row for it, row in wanted.items() if row is not None and row != lie.get(it)}
            of.delete(self._cursor, self._ws, gone)
            of.lay(self._cursor, self._ws, new, lie)
            self._touching.stored(kind, [*(lie[it] for it in gone), *new.values()])

    def _note(self, covers: Mapping[RowKey, Cover]) -> None:
        self._forget([(n,) for key, (n, _) in self._notes.items() if key not in covers])
        moved, new = [], []
        for key, it in covers.items():
            if key not in self._notes:
                new.append((it.change_id.bytes, *key, image(key[0], it.ground)))
            elif self._notes[key][1] != it.ground:
                moved.append((image(key[0], it.ground), self._notes[key][0]))
        self._cursor.executemany("UPDATE undo SET before = ? WHERE n = ?", moved)
        noted = set(self._cursor.execute("SELECT kind, id FROM undo").fetchall()) if new else set()
        self._cursor.executemany(
            "INSERT INTO undo (change_id, kind, id, before) VALUES (?, ?, ?, ?)",
            [it for it in new if it[1:3] not in noted],
        )

    def _forget(self, notes: list[tuple[int]]) -> None:
        self._cursor.executemany("DELETE FROM undo WHERE n = ?", notes)
