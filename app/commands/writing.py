"""What every transaction does alike: appending to a log once, and refusing."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any
from uuid import UUID

from app.commands.base import Actor, R, Refused
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.model.base import Base
from app.model.conversation import Conversation, LogEntry


class WritingTx(ABC):
    """The part of ``app.commands.base.Tx`` that is the same on the desk, on the server, and in memory."""

    ws: UUID
    actor: Actor
    now: datetime

    @abstractmethod
    def find(self, model: type[R], key: UUID) -> R | None:
        """The row with that id, or None."""

    @abstractmethod
    def put(self, row: Base) -> None:
        """Insert a new row of this workspace."""

    def append_log(
        self,
        conversation: Conversation,
        entry_id: UUID,
        kind: EntryKind,
        payload: dict[str, Any],
        author: Actor | None = None,
    ) -> LogEntry:
        """Append at the end of the log; the same ``entry_id`` twice in one conversation: once.

        Raises:
            Refused: ``rejected/entry_id_taken``; the id belongs to an entry of another conversation.
        """
        known = self.known_entry(entry_id)
        if known is not None:
            self.require(known.conversation_id == conversation.id, "rejected", "entry_id_taken")
            return known
        who = author or self.actor
        entry = LogEntry(
            ws=self.ws,
            entry_id=entry_id,
            conversation_id=conversation.id,
            seq=self.advance(conversation),
            kind=kind,
            author_kind=who.kind,
            author_id=who.id,
            at=self.now,
            payload=payload,
        )
        self.put(entry)
        return entry

    def known_entry(self, entry_id: UUID) -> LogEntry | None:
        """The entry with that id, when there is one already."""
        return self.find(LogEntry, entry_id)

    def advance(self, conversation: Conversation) -> int | None:
        """Move the conversation on by one entry; returns the place of it, None while only the server can give it."""
        conversation.log_head += 1
        return conversation.log_head

    def owner_of(self, channel: Channel, value: str) -> UUID | None:
        """Whose that address is, where every customer is known; here: None."""
        return None

    def require(self, holds: bool, outcome: str, code: str, **detail: Any) -> None:
        """Raises ``Refused(outcome, code)`` unless ``holds``."""
        if not holds:
            raise Refused(outcome, code, **detail)
