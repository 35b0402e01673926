"""What was chosen for unsent answers beside their text, in the outbox file: the channel, who gets it and a copy."""

import json
import threading
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.client.drafting import USUAL, Addressing, addressing_in
from app.client.store.cipher import Connection, transaction
from app.client.store.codec import stored_data
from app.client.store.outbox_mirror import OutboxMirror

_ANSWERS = ("reply@", "send_later@")


class AddressingBook:
    """Reads and writes the outbox file beside the ``Outbox``, under its lock. Any thread."""

    def __init__(self, outbox: OutboxMirror) -> None:
        self._connection: Connection = outbox.connection
        self._lock: threading.RLock = outbox.lock

    def get(self, conversation_id: UUID) -> Addressing:
        """What was chosen there."""
        with self._lock:
            return _read(self._connection, conversation_id)

    def save(self, conversation_id: UUID, addressing: Addressing) -> None:
        """Keep that. Raises ``Trouble``: ``DISK_FULL``."""
        with transaction(self._connection, self._lock) as cursor:
            write_addressing(cursor, conversation_id, addressing)

    def join(self, conversation_id: UUID, back: Addressing) -> None:
        """An answer is had back: its way, and its copies beside those of now. Raises ``Trouble``: ``DISK_FULL``."""
        with transaction(self._connection, self._lock) as cursor:
            _join(cursor, conversation_id, back)


def write_addressing(cursor: Any, conversation_id: UUID, addressing: Addressing) -> None:
    """Replace what was chosen; the usual is not kept."""
    for table in ("draft_addressing", "draft_to_sender"):
        cursor.execute(f"DELETE FROM {table} WHERE conversation_id = ?", (conversation_id.bytes,))
    if addressing.to_sender:
        cursor.execute("INSERT INTO draft_to_sender (conversation_id) VALUES (?)", (conversation_id.bytes,))
    if replace(addressing, to_sender=False) != USUAL:
        cursor.execute(
            "INSERT INTO draft_addressing (conversation_id, channel, switched, cc) VALUES (?, ?, ?, ?)",
            (conversation_id.bytes, addressing.channel, addressing.switched, stored_data(list(addressing.cc))),
        )


def take_back_addressing(cursor: Any, conversation_id: UUID, name: str, args: dict[str, Any]) -> None:
    """An answer is a draft again: so is what was chosen for it, with the copies chosen since."""
    if name.startswith(_ANSWERS):
        _join(cursor, conversation_id, addressing_in(args))


def _join(cursor: Any, conversation_id: UUID, back: Addressing) -> None:
    copies = dict.fromkeys((*back.cc, *_read(cursor, conversation_id).cc))
    write_addressing(cursor, conversation_id, replace(back, cc=tuple(copies)))


def _read(source: Any, conversation_id: UUID) -> Addressing:
    row = source.execute(
        "SELECT channel, switched, cc FROM draft_addressing WHERE conversation_id = ?", (conversation_id.bytes,)
    ).fetchone()
    kept = USUAL if row is None else Addressing(row[0], row[1], tuple(json.loads(row[2])))
    chosen = source.execute("SELECT 1 FROM draft_to_sender WHERE conversation_id = ?", (conversation_id.bytes,))
    return kept if chosen.fetchone() is None else replace(kept, to_sender=True)
