"""Server-only rows of who is at which request right now: each counts only until its time is over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.model.base import SERVER_ONLY, Base
from app.model.declaration import Index, Json, Mapped, mapped_column


class Sign(Base):
    """What an operator, or the customer, does at a conversation. Rows, so that every node of the server knows."""

    __tablename__ = "sign"
    __table_args__ = (Index(None, "ws", "at"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    who_id: Mapped[UUID] = mapped_column(primary_key=True)  # a user or a customer
    by_customer: Mapped[bool] = mapped_column(default=False)
    looks_until: Mapped[datetime | None]
    writes_until: Mapped[datetime | None]
    at: Mapped[datetime]


class Claim(Base):
    """Who answers a conversation: taken with the first key of a text, free again when its time is over."""

    __tablename__ = "claim"
    __table_args__ = (Index(None, "ws", "until"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    until: Mapped[datetime]


class DeskSeen(Base):
    """When a desk of a user was last heard of; a user without a row never had one that tells."""

    __tablename__ = "desk_seen"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    said: Mapped[dict[str, Any] | None] = mapped_column(Json)  # by desk: what it says of the user, and since when
