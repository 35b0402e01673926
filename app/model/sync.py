"""Server-only tables of synchronisation: feeds, clients, results, effects, leases."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.model.base import SERVER_ONLY, Base
from app.model.declaration import Big, Index, Mapped, String, UniqueConstraint, mapped_column


class FeedHead(Base):
    """The last version of a feed; locked last in every writing transaction."""

    __tablename__ = "feed_head"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(String(48), primary_key=True)
    version: Mapped[int] = mapped_column(Big, default=0)


class FeedRow(Base):
    """That a row belongs, or no longer belongs, to a feed, and since which version.

    Upserted: the table has the size of the live view.
    """

    __tablename__ = "feed_row"
    __table_args__ = (
        Index(None, "ws", "feed", "version"),
        Index(None, "ws", "kind", "id"),
        {"info": SERVER_ONLY},
    )

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(String(48), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Big)
    gone: Mapped[bool] = mapped_column(default=False)
    gone_at: Mapped[datetime | None]


class FeedFloor(Base):
    """The version up to which tombstones of a feed were deleted; an older cursor bootstraps that feed."""

    __tablename__ = "feed_floor"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(String(48), primary_key=True)
    version: Mapped[int] = mapped_column(Big, default=0)


class FeedGrant(Base):
    """The only read permission: that a user may follow a feed. Computed from roles and teams."""

    __tablename__ = "feed_grant"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(String(48), primary_key=True)


class SyncClient(Base):
    """One desk's installation: how far its commands were taken. Locked first in every push."""

    __tablename__ = "sync_client"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200), default="")
    last_mid: Mapped[int] = mapped_column(Big, default=0)
    backup_mid: Mapped[int | None] = mapped_column(Big)  # up to there a finished backup has it; None: never backed up
    schema: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[datetime]
    revoked: Mapped[bool] = mapped_column(default=False)


class CommandResult(Base):
    """The stored outcome of one command; kept at least 30 days."""

    __tablename__ = "command_result"
    __table_args__ = (UniqueConstraint("ws", "command_id"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(primary_key=True)
    mid: Mapped[int] = mapped_column(Big, primary_key=True)
    command_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]


class Effect(Base):
    """Transactional outbox of the server: what must happen outside because a command committed."""

    __tablename__ = "effect"
    __table_args__ = (
        UniqueConstraint("ws", "dedupe_key"),
        Index(None, "state", "not_before"),
        Index(None, "ws", "sequence", "state"),
        {"info": SERVER_ONLY},
    )

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    dedupe_key: Mapped[str] = mapped_column(String(120))
    sequence: Mapped[str] = mapped_column(String(80), default="")  # of one, none overtakes an older unfinished one
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(16), default="waiting")  # waiting, leased, done, failed
    lease_until: Mapped[datetime | None]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)


class Erasure(Base):
    """That a subject was erased; applied again after every restore.

    ``subject``: ``customer:``, ``conversation:``, ``entry:`` or ``attachment:`` and an id; ``id`` is derived from it.
    """

    __tablename__ = "erasure"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class Lease(Base):
    """Who owns a queue, an account or a timer wheel right now: renewed each 2 s, expires after 5 s."""

    __tablename__ = "lease"
    __table_args__ = {"info": SERVER_ONLY}

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    owner: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime]


class ServerMeta(Base):
    """The server's own row: an id made once, an epoch that changes when commits may have been lost."""

    __tablename__ = "server_meta"
    __table_args__ = {"info": SERVER_ONLY}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # always 1
    server_id: Mapped[UUID]
    epoch: Mapped[UUID]


class Counter(Base):
    """Numbers given in order: ``conversation`` numbers of a workspace."""

    __tablename__ = "counter"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int] = mapped_column(Big, default=0)
