"""Commands about what is no customer's request: set aside with a word on its sender, and brought back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from app.commands.base import Tx, handles
from app.commands.conversation import change_status, require_status_rev
from app.domain.entry import AuthorKind, EntryKind
from app.domain.sender import CUSTOMER, DOUBTFUL, JUNK, is_pattern
from app.domain.status import Status, may_follow
from app.model.conversation import Conversation
from app.model.identifier import derived_id
from app.model.sender_rule import SenderRule

MAX_OTHERS = 500


@dataclass(frozen=True, slots=True)
class MarkJunk:
    """Say that a request is no customer's. ``pattern``: say it of this address or ``@domain`` from now on as well.

    ``other_ids``: open requests of the same sender and queue that go the same way, as the desk saw them.
    ``after``: as in ``ResolveConversation``.
    """

    conversation_id: UUID
    entry_id: UUID
    expected_status_rev: int
    pattern: str = ""
    other_ids: list[UUID] = field(default_factory=list)
    after: int | None = None


@handles("mark_junk", 1)
def mark_junk(cmd: MarkJunk, tx: Tx) -> None:
    """Move the request to the junk, remember what was said of its sender, and take the others along where they may.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``conflict/status_changed``, ``rejected/status_not_allowed``, ``rejected/invalid``.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    require_status_rev(conversation, cmd.expected_status_rev, tx)
    _require_shape(cmd.pattern, cmd.other_ids, tx)
    allowed = may_follow(conversation.status, Status.SPAM)
    tx.require(allowed, "rejected", "status_not_allowed", status=conversation.status.value)
    _move(conversation, cmd.entry_id, Status.SPAM, tx)
    for other, entry_id in _others(conversation, cmd.other_ids, cmd.entry_id, tx):
        if may_follow(other.status, Status.SPAM):
            _move(other, entry_id, Status.SPAM, tx)
    _say(conversation.queue_id, cmd.pattern, JUNK, tx)


@dataclass(frozen=True, slots=True)
class MarkCustomer:
    """Say that a request among the junk, or one taken for a machine's, is a customer's after all.

    ``pattern``: what is said of the sender with it.
    ``trusted``: the sender counts as a customer from now on, whatever mail servers say; else what was said of them is
    only taken back. ``other_ids``: requests that went to the junk with this one. ``after``: as in
    ``ResolveConversation``.
    """

    conversation_id: UUID
    entry_id: UUID
    expected_status_rev: int
    pattern: str = ""
    trusted: bool = False
    other_ids: list[UUID] = field(default_factory=list)
    after: int | None = None


@handles("mark_customer", 1)
def mark_customer(cmd: MarkCustomer, tx: Tx) -> None:
    """Bring the request back with the clock it would have; the customer has been waiting since their last message.

    Of a request that is not among the junk a machine is taken for a person; of a mail server's reports never.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``conflict/status_changed``, ``rejected/invalid``.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    require_status_rev(conversation, cmd.expected_status_rev, tx)
    _require_shape(cmd.pattern, cmd.other_ids, tx)
    if conversation.status is not Status.SPAM and conversation.machine in DOUBTFUL:
        _serve(conversation, cmd.entry_id, tx)
    _bring_back(conversation, cmd.entry_id, tx)
    for other, entry_id in _others(conversation, cmd.other_ids, cmd.entry_id, tx):
        _bring_back(other, entry_id, tx)
    _say(conversation.queue_id, cmd.pattern, CUSTOMER if cmd.trusted else "", tx)


def _require_shape(pattern: str, other_ids: list[UUID], tx: Tx) -> None:
    tx.require(not pattern or is_pattern(pattern), "rejected", "invalid", field="pattern")
    tx.require(len(other_ids) <= MAX_OTHERS, "rejected", "invalid", field="other_ids")


def _others(first: Conversation, ids: Iterable[UUID], entry_id: UUID, tx: Tx) -> Iterator[tuple[Conversation, UUID]]:
    """The others of the same queue that are here, each with the id of its log entry; in one order, for the locks."""
    for each in sorted(set(ids) - {first.id}):
        if tx.find(Conversation, each) is None:
            continue
        other = tx.get(Conversation, each)
        if other.queue_id == first.queue_id:
            yield other, derived_id("junk", entry_id, each)


def _move(conversation: Conversation, entry_id: UUID, status: Status, tx: Tx) -> None:
    before = conversation.status
    if before is status:
        return
    change_status(conversation, status, tx)
    tx.append_log(conversation, entry_id, EntryKind.STATUS, {"from": before.value, "to": status.value})


def _serve(conversation: Conversation, entry_id: UUID, tx: Tx) -> None:
    """A person wrote it: it may be answered, and waits for that."""
    machine, conversation.machine = conversation.machine, ""
    status = conversation.status.value
    tx.append_log(conversation, entry_id, EntryKind.STATUS, {"from": status, "to": status, "taken_for": machine})
    if conversation.status in (Status.NEW, Status.OPEN):
        _start_clock(conversation)


def _bring_back(conversation: Conversation, entry_id: UUID, tx: Tx) -> None:
    if conversation.status is not Status.SPAM:
        return
    _move(conversation, entry_id, Status.NEW if conversation.assignee_id is None else Status.OPEN, tx)
    _start_clock(conversation)


def _start_clock(conversation: Conversation) -> None:
    if conversation.preview_author is AuthorKind.CUSTOMER and not conversation.machine:
        conversation.waiting_since = conversation.last_message_at
        conversation.reply_due_at = conversation.last_message_at + timedelta(seconds=conversation.reply_target_s)


def _say(queue_id: UUID, pattern: str, verdict: str, tx: Tx) -> None:
    """Write the one rule of that queue and pattern; a newer word replaces the older one."""
    if not pattern:
        return
    rule_id = derived_id("sender", queue_id, pattern)
    known = tx.find(SenderRule, rule_id)
    if known is not None:
        known.verdict, known.author_id, known.at = verdict, tx.actor.id, tx.now
    elif verdict:
        rule = SenderRule(id=rule_id, queue_id=queue_id, pattern=pattern, verdict=verdict, at=tx.now)
        rule.author_id = tx.actor.id
        tx.put(rule)
