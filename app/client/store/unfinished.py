"""Words that stand in a field and cannot be stored as they are, in the outbox file: kept by a name until they can."""

import threading
from uuid import UUID

from app.client.store.cipher import Connection, transaction
from app.client.store.outbox_mirror import OutboxMirror


class UnfinishedBook:
    """Reads and writes the outbox file beside the ``Outbox``, under its lock. Any thread."""

    def __init__(self, outbox: OutboxMirror) -> None:
        self._connection: Connection = outbox.connection
        self._lock: threading.RLock = outbox.lock

    def get(self, name: str) -> str:
        """What is kept under that name; empty: nothing."""
        with self._lock:
            row = self._connection.execute("SELECT text FROM unfinished WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def save(self, name: str, text: str, about: UUID | None) -> None:
        """Keep a text, an empty one no more; it goes with the conversation it is about.

        Raises:
            Trouble: ``DISK_FULL``; what was kept before is kept still.
        """
        with transaction(self._connection, self._lock) as cursor:
            cursor.execute("DELETE FROM unfinished WHERE name = ?", (name,))
            if text:
                values = (name, text, None if about is None else about.bytes)
                cursor.execute("INSERT INTO unfinished (name, text, about) VALUES (?, ?, ?)", values)
