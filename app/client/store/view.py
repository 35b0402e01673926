"""Which feeds hold which rows: a row whose last membership went is deleted with all that hangs on it."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from app.client.store.doomed import doom_attachment, doom_text
from app.client.store.ground import RowKey
from app.client.store.log import DOUBTED, forget_log
from app.client.store.replica import Stored, is_known, row_id, table
from app.client.store.touching import Touching

PutAll = Callable[[str, Collection[Stored]], dict[bytes, Stored]]

_JOIN = (
    "INSERT INTO membership (feed, kind, id, stale) VALUES (?, ?, ?, 0)"
    " ON CONFLICT (feed, kind, id) DO UPDATE SET stale = 0 WHERE stale <> 0"
)


class View:
    """Memberships of this desk's rows in feeds, inside one transaction of the writer."""

    def __init__(self, cursor: Any, ws: bytes, touching: Touching, put_all: PutAll) -> None:
        """``put_all``: writes rows of a kind; returns those that lie in the file then, by their ids."""
        self._cursor = cursor
        self._put_all = put_all
        self._ws = ws
        self._touching = touching

    def put_all(self, puts: Iterable[list[Any]]) -> dict[RowKey, Stored]:
        """Rows are in feeds (``["put", feed, kind, row]``); returns those that lie in the file then.

        Kinds of a newer server are left out.

        Raises:
            RowError: a row does not fit its table.
        """
        members: list[tuple[str, str, bytes]] = []
        by_kind: dict[str, list[Stored]] = {}
        for _, feed, kind, row in puts:
            if not is_known(kind):
                continue
            stored = table(kind).from_wire(row)
            members.append((feed, kind, table(kind).id_of(stored)))
            if kind == "attachment":
                doom_attachment(self._cursor, self._ws, members[-1][2], unless=str(row.get("blob", "")))
            elif kind == "template":
                kept = [str(it.get("blob")) for it in row.get("files") or ()]
                doom_text(self._cursor, self._ws, members[-1][2], unless=kept)
            by_kind.setdefault(kind, []).append(stored)
        self._cursor.executemany(_JOIN, members)
        written: dict[RowKey, Stored] = {}
        for kind, rows in by_kind.items():
            self._touching.stored(kind, rows)
            written.update(((kind, it), row) for it, row in self._put_all(kind, rows).items())
        return written

    def go(self, op: list[Any]) -> None:
        """A row leaves a feed, or this user does; what a newer server may mean otherwise is left out."""
        if op[0] == "leave":
            self.leave(op[1], op[2], row_id(op[2], op[3]))
        elif op[0] == "drop":
            self.drop(op[1])

    def leave(self, feed: str, kind: str, row_id: bytes) -> None:
        """A row has left a feed."""
        key = (feed, kind, row_id)
        self._cursor.execute("DELETE FROM membership WHERE feed = ? AND kind = ? AND id = ?", key)
        self._forget_orphan(kind, row_id)

    def drop(self, feed: str) -> None:
        """This user no longer follows a feed."""
        rows = self._cursor.execute("SELECT kind, id FROM membership WHERE feed = ?", (feed,)).fetchall()
        self._cursor.execute("DELETE FROM membership WHERE feed = ?", (feed,))
        for kind, it in rows:
            self._forget_orphan(kind, it)

    def doubt_all(self) -> None:
        """The server starts another history: what it does not name again until ``sweep`` goes, logs are read anew."""
        self._cursor.execute("UPDATE membership SET stale = 1")
        self._cursor.execute("UPDATE log_range SET redact_rev = ?", (DOUBTED,))
        self._cursor.execute("UPDATE conversation SET rev = -1 WHERE ws = ?", (self._ws,))

    def sweep(self) -> None:
        """Delete what ``doubt_all`` doubted and nobody named again."""
        rows = self._cursor.execute("SELECT kind, id FROM membership WHERE stale = 1").fetchall()
        self._cursor.execute("DELETE FROM membership WHERE stale = 1")
        for kind, it in rows:
            self._forget_orphan(kind, it)

    def _forget_orphan(self, kind: str, row_id: bytes) -> None:
        held = self._cursor.execute("SELECT 1 FROM membership WHERE kind = ? AND id = ? LIMIT 1", (kind, row_id))
        if held.fetchone() is not None or not is_known(kind):
            return
        found = table(kind).find(self._cursor, self._ws, row_id)
        self._touching.gone(kind, [] if found is None else [found])
        if kind == "attachment":
            doom_attachment(self._cursor, self._ws, row_id)
        elif kind == "template":
            doom_text(self._cursor, self._ws, row_id)
        table(kind).delete(self._cursor, self._ws, [row_id])
        if kind == "conversation":
            forget_log(self._cursor, self._ws, row_id)


def is_doubted(cursor: Any) -> bool:
    """Whether ``View.sweep`` would find something."""
    return cursor.execute("SELECT 1 FROM membership WHERE stale = 1 LIMIT 1").fetchone() is not None
