"""Server-only tables of the web chat and of channels joined by the API."""

from datetime import datetime
from uuid import UUID

from app.model.base import SERVER_ONLY, Base
from app.model.declaration import Index, Mapped, String, mapped_column


class VisitorAddress(Base):
    """From where a chat visitor has written lately: a keyed hash, so that nobody can read an address out of it."""

    __tablename__ = "visitor_address"
    __table_args__ = (Index(None, "ws", "address_hash"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    visitor_id: Mapped[UUID] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]


class ChannelKey(Base):
    """A key by which another program writes into an inbox, stored as SHA-256."""

    __tablename__ = "channel_key"
    __table_args__ = (Index(None, "ws", "inbox_id"), {"info": SERVER_ONLY})

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ws: Mapped[UUID]
    inbox_id: Mapped[UUID]
    created_at: Mapped[datetime]


class ChannelThread(Base):
    """Which of our conversations a conversation of another messenger goes on in."""

    __tablename__ = "channel_thread"
    __table_args__ = (Index(None, "ws", "conversation_id"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    inbox_id: Mapped[UUID] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    conversation_id: Mapped[UUID]
