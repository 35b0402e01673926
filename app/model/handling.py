"""How long people worked on requests."""

from datetime import datetime
from uuid import UUID

from app.model.base import Row
from app.model.declaration import Index, Mapped, mapped_column


class HandlingTime(Row):
    """Seconds one person worked on a conversation until it was closed; known to them alone before, then for reports.

    A conversation that is opened again and closed once more has another row.
    """

    __tablename__ = "handling_time"
    __table_args__ = (Index(None, "ws", "conversation_id"), Index(None, "ws", "user_id", "at"))

    conversation_id: Mapped[UUID]
    user_id: Mapped[UUID]
    seconds: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
