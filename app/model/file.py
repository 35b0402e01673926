"""Server-only tables of files: those of visitors that no message names yet, and verdicts of the virus scanner."""

from datetime import datetime
from uuid import UUID

from app.model.base import SERVER_ONLY, Base
from app.model.declaration import Big, Index, Mapped, String, mapped_column


class ChatFile(Base):
    """A file a chat visitor has sent and not yet written a message with; dropped after a day."""

    __tablename__ = "chat_file"
    __table_args__ = (Index(None, "ws", "visitor_id"), Index(None, "created_at"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # of the attachment it becomes
    visitor_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(127))
    size: Mapped[int] = mapped_column(Big)
    blob: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class BlobScan(Base):
    """What the virus scanner says of the bytes with that SHA-256, whoever holds them."""

    __tablename__ = "blob_scan"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(16))  # clean, infected
    virus: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
