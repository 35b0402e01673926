"""The desktop's transaction for command handlers: the cache, with before-images of everything a change touched."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.client.store.codec import stored_data
from app.commands.base import Actor, NotLocal, R
from app.commands.writing import WritingTx
from app.domain.entry import DECISIONS
from app.model.base import Base
from app.model.conversation import Conversation, LogEntry
from app.model.replicated import row_id
from app.protocol.row import to_plain

RowKey = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Given:
    """Who gave a command, when (server's time), under which ids."""

    ws: UUID
    actor: Actor
    now: datetime
    command_id: UUID
    change_id: UUID


class ClientTx(WritingTx):
    """``app.commands.base.Tx`` over a session of the cache; ``finish`` writes the before-images of what was changed.

    Writer thread only. Rows put here have no ``seq``; nothing is stale on the desktop: only the server knows.
    """

    def __init__(self, session: Session, given: Given) -> None:
        self.ws, self.actor, self.now, self.command_id = given.ws, given.actor, given.now, given.command_id
        self._session = session
        self._change_id = given.change_id
        self._before: dict[RowKey, dict[str, Any] | None] = {}
        self._rows: dict[RowKey, Base] = {}

    def get(self, model: type[R], key: UUID) -> R:
        """The row with that id. Raises ``NotLocal`` when it is not in the cache."""
        row = self.find(model, key)
        if row is None:
            raise NotLocal(f"{model.__tablename__} {key}")
        return row

    def find(self, model: type[R], key: UUID) -> R | None:
        """The row with that id, or None."""
        known = self._rows.get((model.__tablename__, key))
        if isinstance(known, model):
            return known
        row = self._session.get(model, (self.ws, key))
        if row is not None:
            self._remember(row, to_plain(row))
        return row

    def put(self, row: Base) -> None:
        """Insert a new row of this workspace."""
        row.ws = self.ws  # type: ignore[attr-defined]
        self._session.add(row)
        self._remember(row, None)

    def advance(self, conversation: Conversation) -> int | None:
        """The conversation has news; the entry stands at the end until the server gives it a place."""
        conversation.updated_at = self.now
        return None

    def stale_against(self, conversation: Conversation, seen_seq: int) -> dict[str, Any] | None:
        """Always None: only the server knows what is newer."""
        return None

    def moved_by_others(self, conversation: Conversation, seen_seq: int) -> bool:
        """From the entries on this computer."""
        newer = select(LogEntry.entry_id).where(
            LogEntry.ws == self.ws,
            LogEntry.conversation_id == conversation.id,
            LogEntry.seq > seen_seq,
            LogEntry.kind.in_(DECISIONS),
            LogEntry.author_id.is_distinct_from(self.actor.id),
        )
        return self._session.scalar(newer.limit(1)) is not None

    def finish(self) -> frozenset[RowKey]:
        """Write the rows and their before-images; returns the keys of what was changed."""
        self._session.flush()
        changed = [it for it, row in self._rows.items() if self._before[it] != to_plain(row)]
        cursor = self._session.connection().connection.cursor()
        for kind, key in changed:
            before = self._before[kind, key]
            cursor.execute(
                "INSERT INTO undo (change_id, kind, id, before) VALUES (?, ?, ?, ?)",
                (self._change_id.bytes, kind, key.bytes, None if before is None else stored_data(before)),
            )
        return frozenset(changed)

    def _remember(self, row: Base, before: dict[str, Any] | None) -> None:
        key = (row.__tablename__, row_id(row))
        if key not in self._before:
            self._before[key] = before
            self._rows[key] = row


def before_image(stored: str | None) -> dict[str, Any] | None:
    """A before-image as it is read back; None: the row did not exist."""
    return None if stored is None else dict(json.loads(stored))
