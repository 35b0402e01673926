"""The journal of what was told on this computer, kept in the outbox file: it belongs to a person, not to the copy."""

import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from app.client.port import Problem, Trouble
from app.client.store.cipher import Connection, transaction
from app.client.store.codec import instant, key, stored_instant
from app.client.store.outbox import Outbox
from app.domain.notice import KEPT_FOR

if TYPE_CHECKING:
    from app.client.notice.journal import Told

MOST = 2_000

_COLUMNS = "at, notice_id, event, conversation_id, way, outcome"


class NoticeBook:
    """``Journal`` beside the ``Outbox``, under its lock. Any thread."""

    def __init__(self, outbox: Outbox) -> None:
        self._connection: Connection = outbox.connection
        self._lock: threading.RLock = outbox.lock

    def add(self, lines: "Iterable[Told]") -> None:
        """Keep these lines."""
        rows = [_stored(it) for it in lines]
        if not rows:
            return
        newest = max(row[0] for row in rows)
        try:
            with self._lock, transaction(self._connection, self._lock) as cursor:
                cursor.executemany(f"INSERT INTO told ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", rows)
                cursor.execute("DELETE FROM told WHERE at < ?", (stored_instant(instant(newest) - KEPT_FOR),))
        except Trouble as trouble:
            if trouble.problem is not Problem.DISK_FULL:
                raise

    def lines(self) -> "Sequence[Told]":
        """All that is kept, the newest first; what a later version wrote is left out."""
        from app.client.notice.journal import Told, Way
        from app.client.notice.policy import Event, Outcome

        with self._lock:
            query = f"SELECT {_COLUMNS} FROM told ORDER BY at DESC, n DESC LIMIT {MOST}"
            rows = self._connection.execute(query).fetchall()
        known = [row for row in rows if row[2] in set(Event) and row[4] in set(Way) and row[5] in set(Outcome)]
        return [
            Told(
                instant(row[0]), key(row[1]), Event(row[2]), None if row[3] is None else key(row[3]), Way(row[4]),
                Outcome(row[5]),
            )
            for row in known
        ]  # fmt: skip


def _stored(line: "Told") -> tuple[str, bytes, str, bytes | None, str, str]:
    conversation: UUID | None = line.conversation_id
    return (
        stored_instant(line.at), line.notice_id.bytes, line.event.value,
        None if conversation is None else conversation.bytes, line.way.value, line.outcome.value,
    )  # fmt: skip
