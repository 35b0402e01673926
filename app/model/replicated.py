"""Which tables are replicated to desks, under which names on the wire, and what decides their feeds."""

from uuid import UUID

from app.model.base import Base
from app.model.conversation import (
    Attachment,
    Conversation,
    Delivery,
    LogEntry,
    Promise,
    ReadMark,
    Tag,
    Template,
)
from app.model.customer import Customer, Identity, Order, Organisation, Preference
from app.model.draft import Draft
from app.model.handling import HandlingTime
from app.model.later_message import LaterMessage
from app.model.mailbox import InboxState
from app.model.notice import Notice
from app.model.saved_view import SavedView
from app.model.sender_rule import SenderRule
from app.model.workspace import (
    Inbox,
    Queue,
    QueueTeam,
    Role,
    Team,
    TeamMember,
    User,
    UserRole,
    Workspace,
)

KINDS: dict[str, type[Base]] = {
    model.__tablename__: model
    for model in (
        Workspace, User, Role, UserRole, Team, TeamMember, Queue, QueueTeam, Inbox, InboxState, Tag, Template,
        Organisation, Customer, Identity, Preference, Order, Promise,
        Conversation, Delivery, Attachment, ReadMark, SenderRule, Notice, HandlingTime, Draft, LaterMessage, SavedView,
    )
}  # fmt: skip
"""Wire name of each replicated kind. Log entries are not here: ``log_head`` stands for them."""

OF_WORKSPACE = frozenset(
    {
        "workspace", "user", "role", "user_role", "team", "team_member", "queue", "queue_team", "inbox", "inbox_state",
        "tag",
    }
)  # fmt: skip
"""Kinds of the feed ``w``; they never hold customer data."""

OF_CUSTOMER = frozenset({"customer", "identity", "preference", "order", "promise"})
"""Kinds that follow all conversations of their customer."""

OF_CONVERSATION = frozenset({"conversation", "delivery", "attachment", "later_message"})
"""Kinds that follow one conversation."""


def row_id(row: Base) -> UUID:
    """The wire id of a row: ``entry_id`` for deliveries and log entries, ``id`` for all else."""
    key: UUID = row.entry_id if isinstance(row, Delivery | LogEntry) else row.id  # type: ignore[attr-defined]
    return key
