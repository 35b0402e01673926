"""Texts that are being written, as the server keeps them for their author's other desks and for a successor."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.model.base import Row
from app.model.declaration import Index, Json, Mapped, String, mapped_column


class Draft(Row):
    """The unsent text of one user in one conversation; ``id`` is derived from user, conversation and kind.

    Its files stay on the computer they were added at.
    """

    __tablename__ = "draft"
    __table_args__ = (Index(None, "ws", "conversation_id"),)

    user_id: Mapped[UUID]
    conversation_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(8))  # reply, note
    text: Mapped[str] = mapped_column(default="")
    rev: Mapped[int] = mapped_column(default=0)  # +1 with every other text
    desk_id: Mapped[UUID | None]  # where it was written last
    at: Mapped[datetime]
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # {"text", "at"}, the newest first
    offered_to: Mapped[UUID | None]  # who took the conversation over
