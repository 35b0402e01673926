"""A transaction in memory: the shared handlers write a conversation's past into it, each step at its own time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.commands.base import SYSTEM, Actor, R, Refused
from app.commands.writing import WritingTx
from app.domain.channel import Channel
from app.model.base import Base
from app.model.conversation import Conversation
from app.model.replicated import row_id


class MemoryTx(WritingTx):
    """Implements ``app.commands.base.Tx`` over rows not stored yet; its user sets ``actor`` and ``now``."""

    def __init__(self, ws: UUID, now: datetime) -> None:
        self.ws = ws
        self.now = now
        self.actor: Actor = SYSTEM
        self.command_id = ws
        self.rows: dict[tuple[type[Base], UUID], Base] = {}

    def get(self, model: type[R], key: UUID) -> R:
        """The row. Raises ``Refused``: ``rejected/gone``."""
        row = self.find(model, key)
        if row is None:
            raise Refused("rejected", "gone", kind=model.__tablename__)
        return row

    def find(self, model: type[R], key: UUID) -> R | None:
        """The row, or None."""
        row = self.rows.get((model, key))
        return row if isinstance(row, model) else None

    def put(self, row: Base) -> None:
        """Keep a new row."""
        row.ws = self.ws  # type: ignore[attr-defined]
        self.rows[(type(row), row_id(row))] = row

    def remove(self, row: Base) -> None:
        """Forget a row."""
        del self.rows[(type(row), row_id(row))]

    def stale_against(self, conversation: Conversation, seen_seq: int, channel: Channel) -> dict[str, Any] | None:
        """Nothing is stale: the past is written in its order."""
        return None

    def unseen_since(self, conversation: Conversation, seen_seq: int) -> datetime | None:
        """None: the past is written in its order."""
        return None

    def moved_by_others(self, conversation: Conversation, seen_seq: int) -> bool:
        """Nobody else writes at the same time."""
        return False
