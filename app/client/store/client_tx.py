"""The desktop's transaction for command handlers, over the rows of the cache that a replay holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.store.codec import instant, marks
from app.client.store.held_row import HeldRows
from app.client.store.replica import LOG
from app.commands.base import Actor, NotLocal, R
from app.commands.writing import WritingTx
from app.domain.channel import Channel
from app.domain.entry import DECISIONS, AuthorKind, EntryKind
from app.model.base import Base
from app.model.conversation import Conversation

OF_LOG = "log"
"""Kind of the key that stands for all entries of a conversation's log."""

_MOVED = (
    f"SELECT 1 FROM {LOG} WHERE ws = ? AND conversation_id = ? AND seq > ? AND author_id IS NOT ?"
    f" AND kind IN ({marks(len(DECISIONS))})"
    f" AND NOT (kind = '{EntryKind.MESSAGE_OUT.value}' AND author_kind = '{AuthorKind.SYSTEM.value}') LIMIT 1"
)
_UNSEEN = (
    f"SELECT at FROM {LOG} WHERE ws = ? AND conversation_id = ? AND seq > ? AND kind = '{EntryKind.MESSAGE_IN.value}'"
    f" AND author_kind = '{AuthorKind.CUSTOMER.value}' AND coalesce(json_extract(payload, '$.machine'), '') = ''"
    " ORDER BY seq LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Given:
    """Who gave a command, when (server's time), under which ids."""

    ws: UUID
    actor: Actor
    now: datetime
    command_id: UUID


class ClientTx(WritingTx):
    """``app.commands.base.Tx`` over the rows a replay holds.

    Writer thread only. Rows put here have no ``seq``; nothing is stale on the desktop: only the server knows.
    """

    def __init__(self, rows: HeldRows, cursor: Any, given: Given) -> None:
        self.ws, self.actor, self.now, self.command_id = given.ws, given.actor, given.now, given.command_id
        self._rows = rows
        self._cursor = cursor

    def get(self, model: type[R], key: UUID) -> R:
        """The row with that id. Raises ``NotLocal`` when it is not in the cache."""
        row = self.find(model, key)
        if row is None:
            raise NotLocal(f"{model.__tablename__} {key}")
        return row

    def find(self, model: type[R], key: UUID) -> R | None:
        """The row with that id, or None."""
        return self._rows.find(model, key)

    def put(self, row: Base) -> None:
        """Insert a new row of this workspace."""
        self._rows.put(row)

    def remove(self, row: Base) -> None:
        """Delete a row of this transaction."""
        self._rows.remove(row)

    def advance(self, conversation: Conversation) -> int | None:
        """The conversation has news; the entry stands at the end until the server gives it a place."""
        conversation.updated_at = self.now
        return None

    def stale_against(self, conversation: Conversation, seen_seq: int, channel: Channel) -> dict[str, Any] | None:
        """Always None: only the server knows what is newer."""
        return None

    def unseen_since(self, conversation: Conversation, seen_seq: int) -> datetime | None:
        """From the entries on this computer."""
        self._rows.meet(OF_LOG, conversation.id)
        found = self._cursor.execute(_UNSEEN, (self.ws.bytes, conversation.id.bytes, seen_seq)).fetchone()
        return None if found is None else instant(found[0])

    def moved_by_others(self, conversation: Conversation, seen_seq: int) -> bool:
        """From the entries on this computer."""
        self._rows.meet(OF_LOG, conversation.id)
        actor = None if self.actor.id is None else self.actor.id.bytes
        kinds = (it.value for it in DECISIONS)
        found = self._cursor.execute(_MOVED, (self.ws.bytes, conversation.id.bytes, seen_seq, actor, *kinds))
        return found.fetchone() is not None
