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
        self._lie: dict[RowKey, Stored | None] = {}
        """Rows as the file is known to hold them."""

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
        self._lie.clear()

    def written(self, rows: Mapping[RowKey, Stored]) -> None:
        """The server has just written these rows: they lie in the file as they are."""
        self._lie.update(rows)
        for key in self._bare.keys() & rows.keys():
            del self._bare[key]

    def find(self, key: RowKey) -> Stored | None:
        """The row under all changes that are taken off."""
        return self.find_all([key])[key]

    def find_all(self, keys: Iterable[RowKey]) -> dict[RowKey, Stored | None]:
        """The same of many, a statement or two a kind; None: there is no such row."""
        wanted = list(keys)
        self._look_at(it for it in wanted if it not in self._bare)
        return {it: self._bare[it] if it in self._bare else self._lie[it] for it in wanted}

    def cover(self, covers: Mapping[RowKey, Cover]) -> None:
        """Write rows as pending changes leave them, and note what is under them."""
        self._lay({key: ground for key, ground in self._bare.items() if key not in covers})
        self._lay({key: it.row for key, it in covers.items()})
        self._note(covers)
        self._notes.clear()
        self._bare.clear()

    # ------------------------------------------------------------------ inside

    def _look_at(self, keys: Iterable[RowKey]) -> None:
        """Know from now on how these rows lie."""
        by_kind: dict[str, list[bytes]] = {}
        for key in keys:
            if key not in self._lie:
                self._lie[key] = None
                by_kind.setdefault(key[0], []).append(key[1])
        for kind, ids in by_kind.items():
            found = table(kind).find_all(self._cursor, self._ws, ids)
            self._lie.update(((kind, it), row) for it, row in found.items())

    def _lay(self, rows: Mapping[RowKey, Stored | None]) -> None:
        self._look_at(rows)
        changed: dict[str, list[tuple[bytes, Stored | None, Stored | None]]] = {}
        for key, row in rows.items():
            if row != self._lie[key]:
                changed.setdefault(key[0], []).append((key[1], row, self._lie[key]))
        for kind, some in changed.items():
            of, gone = table(kind), [(it, lies) for it, row, lies in some if row is None and lies is not None]
            new = {it: row for it, row, _ in some if row is not None}
            of.delete(self._cursor, self._ws, [it for it, _ in gone])
            of.lay(self._cursor, self._ws, new, {it: lies for it, _, lies in some if lies is not None})
            self._touching.stored(kind, [*(lies for _, lies in gone), *new.values()])
        self._lie.update(rows)

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
