"""Answers that are to leave at a later time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.model.base import Row
from app.model.declaration import Index, Mapped, String, mapped_column


class LaterMessage(Row):
    """An answer with its time; ``id`` is that of the entry it becomes. Follows its conversation.

    ``content``: what ``Reply`` names of it: ``body``, ``channel``, ``then_status``, ``files``, ``cc``, ``marked``,
    ``switched``. ``state``: waiting, held (``reason`` says why, it waits for a person), sent, cancelled.
    """

    __tablename__ = "later_message"
    __table_args__ = (Index(None, "ws", "conversation_id"),)

    conversation_id: Mapped[UUID]
    author_id: Mapped[UUID | None]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    send_at: Mapped[datetime]
    seen_seq: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    reason: Mapped[str] = mapped_column(String(40), default="")
    rev: Mapped[int] = mapped_column(default=1)  # +1 with every change; an older appointment is no more
    at: Mapped[datetime]
