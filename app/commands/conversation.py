"""Commands about a conversation as a whole: owner, status, tags, how far it was read."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.entry import EntryKind
from app.domain.status import ACTIVE, Status, may_follow
from app.model.conversation import Conversation, ReadMark
from app.model.identifier import derived_id


@dataclass(frozen=True, slots=True)
class AssignConversation:
    """Give a conversation to an operator, or back to the queue when ``assignee_id`` is None."""

    conversation_id: UUID
    entry_id: UUID
    assignee_id: UUID | None
    expected_assignee_id: UUID | None


@handles("assign", 1)
def assign(cmd: AssignConversation, tx: Tx) -> None:
    """Runs at once on the desktop and again, with authority, on the server; the first of two wins.

    Hence: time and actor come from ``tx``, ids from ``cmd``; no network, no randomness; a second run changes nothing.

    Raises:
        NotLocal: the desktop does not hold the row; it then waits for the server's outcome.
        Refused: ``conflict/assignee_changed``; the desktop restores the row and shows both values.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    if conversation.assignee_id == cmd.assignee_id:
        return
    tx.require(
        conversation.assignee_id == cmd.expected_assignee_id,
        "conflict",
        "assignee_changed",
        assignee_id=_text(conversation.assignee_id),
    )
    conversation.assignee_id = cmd.assignee_id
    if conversation.status is Status.NEW and cmd.assignee_id is not None:
        change_status(conversation, Status.OPEN, tx)
    tx.append_log(conversation, cmd.entry_id, EntryKind.ASSIGNED, {"to": _text(cmd.assignee_id)})


@dataclass(frozen=True, slots=True)
class ResolveConversation:
    """Close a conversation as solved. ``after``: the ``mid`` of the change its status stands on, see ``Reply``."""

    conversation_id: UUID
    entry_id: UUID
    expected_status_rev: int
    after: int | None = None


@handles("resolve", 1)
def resolve(cmd: ResolveConversation, tx: Tx) -> None:
    """Mark as solved unless somebody, or a message of the customer, changed the status first.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``conflict/status_changed``.
    """
    set_status(
        SetStatus(cmd.conversation_id, cmd.entry_id, Status.RESOLVED, cmd.expected_status_rev),
        tx,
    )


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Move a conversation to another status. ``after``: as in ``ResolveConversation``."""

    conversation_id: UUID
    entry_id: UUID
    status: Status
    expected_status_rev: int
    after: int | None = None


@handles("set_status", 1)
def set_status(cmd: SetStatus, tx: Tx) -> None:
    """Change the status by compare-and-set on ``status_rev``.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``conflict/status_changed``, or ``rejected/status_not_allowed``.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    require_status_rev(conversation, cmd.expected_status_rev, tx)
    before = conversation.status
    if before is cmd.status:
        return
    tx.require(may_follow(before, cmd.status), "rejected", "status_not_allowed", status=before.value)
    change_status(conversation, cmd.status, tx)
    tx.append_log(conversation, cmd.entry_id, EntryKind.STATUS, {"from": before.value, "to": cmd.status.value})


@dataclass(frozen=True, slots=True)
class TagConversation:
    """Add and remove tags, as sets: two operators' changes never collide."""

    conversation_id: UUID
    add: list[UUID] = field(default_factory=list)
    remove: list[UUID] = field(default_factory=list)


@handles("tag", 1)
def tag(cmd: TagConversation, tx: Tx) -> None:
    """Apply the set operations. Raises ``NotLocal`` when the desktop does not hold the row."""
    conversation = tx.get(Conversation, cmd.conversation_id)
    gone = {str(tag_id) for tag_id in cmd.remove}
    kept = [tag_id for tag_id in conversation.tag_ids if tag_id not in gone]
    new = [str(tag_id) for tag_id in cmd.add if str(tag_id) not in kept]
    if kept + new != conversation.tag_ids:
        conversation.tag_ids = kept + new


@dataclass(frozen=True, slots=True)
class Watch:
    """Have a conversation on one's own desk whatever its queue, or not any more."""

    conversation_id: UUID
    watches: bool


@handles("watch", 1)
def watch(cmd: Watch, tx: Tx) -> None:
    """Add the actor to the watchers, or take them off, as a set. Raises ``NotLocal``: the desktop has no such row."""
    conversation = tx.get(Conversation, cmd.conversation_id)
    if tx.actor.id is None:
        return
    others = [it for it in conversation.watcher_ids if it != str(tx.actor.id)]
    wanted = [*others, str(tx.actor.id)] if cmd.watches else others
    if sorted(wanted) != sorted(conversation.watcher_ids):
        conversation.watcher_ids = wanted


@dataclass(frozen=True, slots=True)
class MarkRead:
    """Remember that the actor has seen the log up to ``seq``."""

    conversation_id: UUID
    seq: int


@handles("mark_read", 1)
def mark_read(cmd: MarkRead, tx: Tx) -> None:
    """Raise the actor's read mark; it never goes down."""
    if tx.actor.id is None:
        return
    mark_id = derived_id("read", tx.actor.id, cmd.conversation_id)
    mark = tx.find(ReadMark, mark_id)
    if mark is None:
        tx.put(ReadMark(id=mark_id, user_id=tx.actor.id, conversation_id=cmd.conversation_id, seq=cmd.seq))
    elif mark.seq < cmd.seq:
        mark.seq = cmd.seq


def require_status_rev(conversation: Conversation, expected: int, tx: Tx) -> None:
    """Refuse with ``conflict/status_changed`` when the status moved since the operator saw it."""
    tx.require(
        conversation.status_rev == expected,
        "conflict",
        "status_changed",
        status=conversation.status.value,
    )


def change_status(conversation: Conversation, status: Status, tx: Tx) -> None:
    """Set the status and what follows from it: revision, waiting clock, closing time."""
    conversation.status = status
    conversation.status_rev += 1
    conversation.closed_at = None if status in ACTIVE else tx.now
    if status not in ACTIVE:
        conversation.follow_up_at = None
    if status is not Status.NEW and status is not Status.OPEN:
        conversation.waiting_since = None
        conversation.reply_due_at = None


def stop_clock(conversation: Conversation, unseen: datetime | None) -> None:
    """The customer waits no more, or for an answer to what was not seen only."""
    if unseen is None:
        conversation.waiting_since = conversation.reply_due_at = None
    elif conversation.waiting_since is not None and conversation.waiting_since < unseen:
        conversation.waiting_since = unseen
        conversation.reply_due_at = unseen + timedelta(seconds=conversation.reply_target_s)


def _text(user_id: UUID | None) -> str | None:
    return None if user_id is None else str(user_id)
