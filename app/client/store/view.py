"""Which feeds hold which rows: a row whose last membership went is deleted with all that hangs on it."""

from typing import Any
from uuid import UUID

from app.client.store.doomed import doom_attachment
from app.client.store.log import forget_log
from app.client.store.replica import is_known, table
from app.client.store.touching import Touching


class View:
    """Memberships of this desk's rows in feeds, inside one transaction of the writer."""

    def __init__(self, cursor: Any, ws: bytes, touching: Touching) -> None:
        self._cursor = cursor
        self._ws = ws
        self._touching = touching

    def put(self, feed: str, kind: str, row: dict[str, Any]) -> bool:
        """A row is in a feed, with these values; tells whether they were written: older ones are not.

        Kinds of a newer server are left out.
        """
        if not is_known(kind):
            return False
        to = table(kind)
        self._cursor.execute(
            "INSERT OR REPLACE INTO membership (feed, kind, id, stale) VALUES (?, ?, ?, 0)",
            (feed, kind, UUID(row[to.key]).bytes),
        )
        if kind == "attachment":
            doom_attachment(self._cursor, self._ws, UUID(row["id"]).bytes, unless=str(row.get("blob", "")))
        self._touching.plain(kind, row)
        return to.put(self._cursor, self._ws, row)

    def leave(self, feed: str, kind: str, row_id: bytes) -> None:
        """A row has left a feed."""
        key = (feed, kind, row_id)
        self._cursor.execute("DELETE FROM membership WHERE feed = ? AND kind = ? AND id = ?", key)
        self._forget_orphan(kind, row_id)

    def drop(self, feed: str) -> None:
        """This user no longer follows a feed."""
        rows = self._cursor.execute("SELECT kind, id FROM membership WHERE feed = ?", (feed,)).fetchall()
        self._cursor.execute("DELETE FROM membership WHERE feed = ?", (feed,))
        for kind, row_id in rows:
            self._forget_orphan(kind, row_id)

    def doubt_all(self) -> None:
        """The server starts another history: what it does not name again until ``sweep`` goes, logs are read anew."""
        self._cursor.execute("UPDATE membership SET stale = 1")
        self._cursor.execute("UPDATE log_range SET redact_rev = -1")
        self._cursor.execute("UPDATE conversation SET rev = -1 WHERE ws = ?", (self._ws,))

    def sweep(self) -> None:
        """Delete what ``doubt_all`` doubted and nobody named again."""
        rows = self._cursor.execute("SELECT kind, id FROM membership WHERE stale = 1").fetchall()
        self._cursor.execute("DELETE FROM membership WHERE stale = 1")
        for kind, row_id in rows:
            self._forget_orphan(kind, row_id)

    def is_doubted(self) -> bool:
        """Whether ``sweep`` would find something."""
        return self._cursor.execute("SELECT 1 FROM membership WHERE stale = 1 LIMIT 1").fetchone() is not None

    def _forget_orphan(self, kind: str, row_id: bytes) -> None:
        held = self._cursor.execute("SELECT 1 FROM membership WHERE kind = ? AND id = ? LIMIT 1", (kind, row_id))
        if held.fetchone() is not None or not is_known(kind):
            return
        self._touching.stored(kind, [row_id])
        if kind == "attachment":
            doom_attachment(self._cursor, self._ws, row_id)
        table(kind).delete(self._cursor, self._ws, [row_id])
        if kind == "conversation":
            forget_log(self._cursor, self._ws, row_id)
