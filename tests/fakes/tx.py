"""A transaction in memory that honours the contract of ``app.commands.base.Tx``."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.commands.base import Actor, NotLocal, R, Refused
from app.commands.writing import WritingTx
from app.domain.channel import Channel
from app.domain.entry import DECISIONS, AuthorKind, EntryKind
from app.model.base import Base
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Identity
from app.model.replicated import row_id


class MemoryTx(WritingTx):
    """Rows in a dictionary; with ``authority`` it gives ``seq`` and refuses stale replies as the server does."""

    def __init__(self, ws: UUID, actor: Actor, now: datetime, *, authority: bool = True) -> None:
        self.ws = ws
        self.actor = actor
        self.now = now
        self.command_id = UUID(int=1)
        self.authority = authority
        self.newer: dict[str, Any] | None = None
        self._rows: dict[tuple[type[Base], UUID], Base] = {}

    def get(self, model: type[R], key: UUID) -> R:
        row = self.find(model, key)
        if row is None and self.authority:
            raise Refused("rejected", "gone")
        if row is None:
            raise NotLocal
        return row

    def find(self, model: type[R], key: UUID) -> R | None:
        row = self._rows.get((model, key))
        assert row is None or isinstance(row, model)
        return row

    def put(self, row: Base) -> None:
        row.ws = self.ws  # type: ignore[attr-defined]
        self._rows[type(row), row_id(row)] = row

    def remove(self, row: Base) -> None:
        del self._rows[type(row), row_id(row)]

    def advance(self, conversation: Conversation) -> int | None:
        return super().advance(conversation) if self.authority else None

    def stale_against(self, conversation: Conversation, seen_seq: int, channel: Channel) -> dict[str, Any] | None:
        return self.newer if self.authority and conversation.log_head > seen_seq else None

    def owner_of(self, channel: Channel, value: str) -> UUID | None:
        owners = (it.customer_id for it in self.rows(Identity) if (it.channel, it.value) == (channel, value))
        return next(owners, None) if self.authority else None

    def unseen_since(self, conversation: Conversation, seen_seq: int) -> datetime | None:
        theirs = (EntryKind.MESSAGE_IN, AuthorKind.CUSTOMER)
        newer = [
            entry
            for entry in self.rows(LogEntry)
            if entry.conversation_id == conversation.id
            and (entry.seq or 0) > seen_seq
            and (entry.kind, entry.author_kind) == theirs
            and not entry.payload.get("machine")
        ]
        return min(newer, key=lambda it: it.seq or 0).at if newer else None

    def moved_by_others(self, conversation: Conversation, seen_seq: int) -> bool:
        return any(
            entry.kind in DECISIONS
            and (entry.seq or 0) > seen_seq
            and entry.author_id != self.actor.id
            and (entry.kind, entry.author_kind) != (EntryKind.MESSAGE_OUT, AuthorKind.SYSTEM)
            for entry in self.rows(LogEntry)
            if entry.conversation_id == conversation.id
        )

    def rows(self, model: type[R]) -> list[R]:
        """All rows of a table, in the order they came."""
        return [row for row in self._rows.values() if isinstance(row, model)]
