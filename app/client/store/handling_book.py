"""One's own time on requests, kept in the outbox file: no server knows it before they are over."""

import threading
from collections.abc import Mapping
from uuid import UUID

from app.client.port import Problem, Trouble
from app.client.store.cipher import Connection, transaction
from app.client.store.codec import key
from app.client.store.outbox import Outbox


class OutboxHandling:
    """``HandlingBook`` beside the ``Outbox``, under its lock. Any thread."""

    def __init__(self, outbox: Outbox) -> None:
        self._connection: Connection = outbox.connection
        self._lock: threading.RLock = outbox.lock

    def add(self, spent: Mapping[UUID, float]) -> None:
        """Add these."""
        rows = [(it.bytes, seconds) for it, seconds in spent.items() if seconds > 0]
        if not rows:
            return
        try:
            with self._lock, transaction(self._connection, self._lock) as cursor:
                cursor.executemany(
                    "INSERT INTO handling (conversation_id, seconds) VALUES (?, ?)"
                    " ON CONFLICT (conversation_id) DO UPDATE SET seconds = seconds + excluded.seconds",
                    rows,
                )
        except Trouble as trouble:
            if trouble.problem is not Problem.DISK_FULL:
                raise

    def spent(self) -> Mapping[UUID, float]:
        """All that has not been told."""
        with self._lock:
            rows = self._connection.execute("SELECT conversation_id, seconds FROM handling").fetchall()
        return {key(row[0]): float(row[1]) for row in rows}

    def forget(self, conversation_id: UUID) -> None:
        """It was told."""
        with self._lock, transaction(self._connection, self._lock) as cursor:
            cursor.execute("DELETE FROM handling WHERE conversation_id = ?", (conversation_id.bytes,))
