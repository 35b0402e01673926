"""What people are told of, and which deadlines they have been reminded of."""

from datetime import datetime
from uuid import UUID

from app.model.base import SERVER_ONLY, Base, Row
from app.model.declaration import Index, Mapped, String, mapped_column


class Notice(Row):
    """That one person is to know of something: what kind, where, and whether they have seen it. No word of a customer.

    ``id`` is derived from person, kind and subject: of one thing a person is told once.
    """

    __tablename__ = "notice"
    __table_args__ = (Index(None, "ws", "user_id", "at"), Index(None, "at"))

    user_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(32))  # app.domain.notice.NoticeKind, or one of a newer server
    conversation_id: Mapped[UUID]
    subject_id: Mapped[UUID]  # log entry, promise or conversation
    by_id: Mapped[UUID | None]  # who mentioned or assigned; None: a deadline
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class Reminder(Base):
    """That people were told of a deadline; another deadline of the same subject is told of anew."""

    __tablename__ = "reminder"
    __table_args__ = (Index(None, "due_at"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
