"""The server's view of the rows that pending changes have changed: noted when the first of them changes a row."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.client.store.replica import Stored, from_image, image, table
from app.client.store.search_note import note_new
from app.client.store.touching import Touching

RowKey = tuple[str, bytes]
"""Kind of a row and its id."""

Notes = Mapping[RowKey, tuple[int, Stored | None]]
"""Of each covered row the number of its note and the row as it is under all changes; None: it is not there."""


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

    def __init__(self, cursor: Any, ws: UUID, touching: Touching, notes: Notes | None = None) -> None:
        """``notes``: as the transaction before this one left them; None: they are read from the file."""
        self._cursor = cursor
        self._ws = ws.bytes
        self._touching = touching
        self._notes = self._read_notes() if notes is None else dict(notes)
        self._uncovered: set[RowKey] = set()
        self._bare: dict[RowKey, Stored | None] = {}
        self._lie: dict[RowKey, Stored | None] = {}
        """Rows as the file is known to hold them."""

    @property
    def notes(self) -> Notes:
        """Of all rows that are covered now."""
        return self._notes

    def uncover(self, only: Iterable[RowKey] | None = None) -> set[RowKey]:
        """Rows of changes that are taken off; None: all rows. Returns those that were covered."""
        some = set(self._notes) if only is None else self._notes.keys() & only
        self._bare.update((it, self._notes[it][1]) for it in some)
        self._uncovered |= some
        return some

    def restore(self) -> None:
        """Make the file itself the server's view of what is uncovered: before it is changed in unforeseen places."""
        self._lay(self._bare)
        self._bare.clear()
        self._lie.clear()

    def put_all(self, kind: str, rows: Collection[Stored]) -> dict[bytes, Stored]:
        """Rows of the server, whole; those that are uncovered wait for ``cover``. Returns those that were written."""
        of = table(kind)
        ids = {of.id_of(it) for it in rows}
        bare = {it: self._bare[kind, it] for it in ids if (kind, it) in self._bare}
        lie = of.find_all(self._cursor, self._ws, ids - bare.keys())
        counted = of.counting(rows, {**lie, **bare})
        self._bare.update(((kind, it), counted[it]) for it in bare.keys() & counted.keys())
        written = {it: row for it, row in counted.items() if it not in bare}
        self._write(kind, written, lie)
        return written

    def written(self, rows: Mapping[RowKey, Stored]) -> None:
        """The server has just written these rows: they lie in the file as they are."""
        self._lie.update(rows)
        for key in self._bare.keys() & rows.keys():
            del self._bare[key]

    def under(self, kind: str) -> dict[bytes, Stored]:
        """Rows of that kind the file shows otherwise, by their ids: as they are under the changes taken off."""
        return {it: row for (of, it), row in self._bare.items() if of == kind and row is not None}

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
        self._uncovered.clear()
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
            gone = [(it, lies) for it, row, lies in some if row is None and lies is not None]
            new = {it: row for it, row, _ in some if row is not None}
            table(kind).delete(self._cursor, self._ws, [it for it, _ in gone])
            self._touching.gone(kind, [lies for _, lies in gone])
            self._touching.stored(kind, new.values())
            self._write(kind, new, {it: lies for it, _, lies in some if lies is not None})
        self._lie.update(rows)

    def _write(self, kind: str, rows: Mapping[bytes, Stored], lie: Mapping[bytes, Stored]) -> None:
        table(kind).lay(self._cursor, self._ws, rows, lie)
        note_new(self._cursor, kind, [row for it, row in rows.items() if it not in lie])
        self._touching.written(kind, rows, lie)

    # ------------------------------------------------------------------ notes

    def _read_notes(self) -> dict[RowKey, tuple[int, Stored | None]]:
        notes: dict[RowKey, tuple[int, Stored | None]] = {}
        older = []
        # newest first: earlier versions noted a row for each change, and its oldest note is the server's view
        rows = self._cursor.execute("SELECT n, kind, id, before FROM undo ORDER BY n DESC").fetchall()
        for n, kind, row_id, before in rows:
            if (kind, row_id) in notes:
                older.append((notes[kind, row_id][0],))
            notes[kind, row_id] = n, from_image(kind, before)
        self._forget(older)
        return notes

    def _note(self, covers: Mapping[RowKey, Cover]) -> None:
        bare = self._uncovered.difference(covers)
        self._forget([(self._notes.pop(it)[0],) for it in bare])
        next_n = 1 + max((n for n, _ in self._notes.values()), default=0)
        moved: list[tuple[Any, ...]] = []
        new: list[tuple[Any, ...]] = []
        for key, it in covers.items():
            if key not in self._notes:
                self._notes[key] = next_n + len(new), it.ground
                new.append((self._notes[key][0], it.change_id.bytes, *key, image(key[0], it.ground)))
            elif key in self._uncovered and self._notes[key][1] != it.ground:
                self._notes[key] = self._notes[key][0], it.ground
                moved.append((image(key[0], it.ground), self._notes[key][0]))
        self._cursor.executemany("UPDATE undo SET before = ? WHERE n = ?", moved)
        self._cursor.executemany("INSERT INTO undo (n, change_id, kind, id, before) VALUES (?, ?, ?, ?, ?)", new)

    def _forget(self, notes: list[tuple[int]]) -> None:
        self._cursor.executemany("DELETE FROM undo WHERE n = ?", notes)
