"""The workspace, its people, teams and queues."""

from typing import Any
from uuid import UUID

from app.domain.channel import Channel
from app.domain.role import RoleCode
from app.model.base import Base, Row
from app.model.declaration import Index, Mapped, String, mapped_column


class Workspace(Base):
    """One company on this server: the root of every key. Its ``id`` is the ``ws`` of all its rows."""

    __tablename__ = "workspace"

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # equal to ws
    name: Mapped[str] = mapped_column(String(200))
    names: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"en": "Home & Light"}, where it differs
    locale: Mapped[str] = mapped_column(String(16), default="ru")
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/Moscow")  # IANA name
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)


class User(Row):
    """A person who works here. Names go to every desk; addresses and passwords are ``Credential``."""

    __tablename__ = "user"

    name: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(16), default="ru")
    active: Mapped[bool] = mapped_column(default=True)


class Role(Row):
    """A role of the workspace; what it allows is ``app.domain.role``."""

    __tablename__ = "role"

    code: Mapped[RoleCode]
    title: Mapped[str] = mapped_column(String(200))


class UserRole(Row):
    """That a user holds a role."""

    __tablename__ = "user_role"

    user_id: Mapped[UUID]
    role_id: Mapped[UUID]


class Team(Row):
    """People who share queues."""

    __tablename__ = "team"

    name: Mapped[str] = mapped_column(String(200))


class TeamMember(Row):
    """That a user belongs to a team."""

    __tablename__ = "team_member"
    __table_args__ = (Index(None, "ws", "user_id"),)

    team_id: Mapped[UUID]
    user_id: Mapped[UUID]


class Queue(Row):
    """A waiting set of conversations with its first-reply target."""

    __tablename__ = "queue"

    name: Mapped[str] = mapped_column(String(200))
    names: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"ru": …, "en": …}, for the screen
    icon: Mapped[str] = mapped_column(String(40), default="inbox")
    position: Mapped[int] = mapped_column(default=0)
    reply_target_s: Mapped[int] = mapped_column(default=3_600)


class QueueTeam(Row):
    """That a team works a queue: the source of its members' grants."""

    __tablename__ = "queue_team"

    queue_id: Mapped[UUID]
    team_id: Mapped[UUID]


class Inbox(Row):
    """A channel account: one mailbox, one chat page. Secrets are ``InboxSecret``, on the server only."""

    __tablename__ = "inbox"

    name: Mapped[str] = mapped_column(String(200))
    channel: Mapped[Channel]
    address: Mapped[str] = mapped_column(String(320), default="")  # mail address or slug of the chat page
    queue_id: Mapped[UUID]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # no secrets: hosts, ports, texts
